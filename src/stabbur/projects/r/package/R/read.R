# Reading: each table comes as a data.frame with the types that it was published or stored with.

#' A table of a published package, or of a package in a folder or at an address.
read_dp <- function(package, resource = NULL, version = NULL, strict = FALSE) {
  options <- list(resource = resource, version = version, strict = strict)
  ask(list(do = "read_dp", given = list(package), options = given(options)))$table
}

#' The file of a resource on this machine, its hash checked, such as a model: copy it before you change it.
path_dp <- function(package, resource = NULL, version = NULL) {
  ask(list(do = "path", given = list(package), resource = resource, options = given(list(version = version))))$value
}

#' A file, an address or a path in a bucket, with the options of its format.
read_file <- function(path, ...) {
  ask(list(do = "read_file", given = list(path), options = given(list(...))))$table
}

#' The answer of a service on the net: JSON, CSV, JSON-stat, PxWeb.
read_service <- function(address, ...) {
  ask(list(do = "read_service", given = list(address), options = given(list(...))))$table
}

#' The result of one query at a source of the settings.
read_sql <- function(query, source, params = NULL) {
  ask(list(do = "read_sql", given = list(query), options = given(list(source = source, params = params))))$table
}

# Only what was given, as an object of JSON also when nothing was.
given <- function(options) {
  kept <- options[!vapply(options, is.null, NA)]
  if (length(kept)) kept else structure(list(), names = character())
}
