# Data packages: metadata and steps in R, put together by Stabbur when they are published or written.

#' A data package to be filled; `folder` has datapackage.yaml and METADATA.md.
datapackage <- function(name = NULL, title = NULL, description = NULL, folder = NULL, ...) {
  metadata <- given(list(name = name, title = title, description = description, folder = folder, ...))
  structure(list(metadata = metadata, steps = list(), tables = list()), class = "datapackage")
}

#' Adds a data.frame, a file or an address.
add_resource <- function(dp, data, name = "", ...) {
  need_package(dp)
  options <- c(list(name = name), list(...))
  if (!is.data.frame(data)) return(step(dp, "add_resource", list(data), options))
  table <- paste0("table-", length(dp$tables) + 1)
  dp$tables[[table]] <- data
  step(dp, "add_resource", list(), options, table = table)
}

#' Adds a drawing or a table of a resource.
add_view <- function(dp, type, ...) step(dp, "add_view", list(), c(list(type = type), list(...)))

#' Adds a notebook as it is, and a page made of it.
add_notebook <- function(dp, path, ...) step(dp, "add_notebook", list(path), list(...))

#' Adds a page of HTML, or a folder with index.html.
add_story <- function(dp, path, ...) step(dp, "add_story", list(path), list(...))

#' Publishes a package as a new version that never changes.
publish <- function(dp, access = NULL, owner = NULL, bucket = NULL, dry_run = FALSE) {
  options <- given(list(access = access, owner = owner, bucket = bucket, dry_run = dry_run))
  structure(done("publish", dp, options)$value, class = "stabbur_published")
}

#' Writes a package into a folder, valid on its own, and returns the folder.
write_dp <- function(dp, folder = NULL) {
  invisible(done("write", dp, given(list(folder = folder)))$value)
}

#' Everything that is wrong with a package, a row each; no rows when it is valid.
validate <- function(dp) done("validate", dp, given(list()))$table

need_package <- function(dp) {
  if (inherits(dp, "datapackage")) return(invisible())
  refuse("the first argument is a ", class(dp)[[1]], ": it must be a data package",
    hint = "dp <- datapackage(name = \"folketall\", title = \"Folketall\")", code = "option-value"
  )
}

step <- function(dp, do, given, options, table = NULL) {
  need_package(dp)
  dp$steps <- c(dp$steps, list(list(do = do, given = given, options = given(options), table = table)))
  dp
}

done <- function(do, dp, options) {
  need_package(dp)
  request <- list(do = do, metadata = dp$metadata, steps = dp$steps, options = options)
  ask(request, tables = dp$tables)
}

print.datapackage <- function(x, ...) {
  count <- sum(vapply(x$steps, function(step) step$do == "add_resource", NA))
  cat("<Datapackage '", x$metadata$name, "': ", count, " resource", if (count != 1) "s", ">\n", sep = "")
  invisible(x)
}

print.stabbur_published <- function(x, ...) {
  summary <- if (x$created) x$summary else "same content as before"
  cat(x$id, "@", x$version, ": ", summary, " (", x$address, ")\n", sep = "")
  invisible(x)
}
