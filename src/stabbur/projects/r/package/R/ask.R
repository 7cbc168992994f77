# Asks the Stabbur of the project's environment: a request in a folder of its own, answered there.

session <- new.env(parent = emptyenv())
session$read <- list()

# The folder that the work lies in, or NULL: the nearest one upwards with a stabbur.toml.
project <- function(folder = getwd()) {
  folder <- normalizePath(folder)
  while (!file.exists(file.path(folder, "stabbur.toml"))) {
    if (dirname(folder) == folder) return(NULL)
    folder <- dirname(folder)
  }
  folder
}

python <- function() {
  given <- getOption("stabbur.python")
  if (!is.null(given)) return(given)
  root <- project()
  if (is.null(root)) {
    refuse("'", getwd(), "' lies in no project: there is no stabbur.toml, here or above",
      hint = "setwd() into a project, or options(stabbur.python = \"/path/to/python\")", code = "project-missing"
    )
  }
  places <- file.path(root, ".venv", c("bin/python", "Scripts/python.exe"))
  found <- places[file.exists(places)]
  if (!length(found)) {
    refuse("the project '", root, "' has no environment", hint = "stabbur build", code = "environment-missing")
  }
  found[[1]]
}

# Raises a condition that tryCatch() finds as "StabburError" and by its code, such as "stabbur_package_unknown".
refuse <- function(..., hint = "", code = "failed") {
  message <- paste0(...)
  told <- if (nzchar(hint)) paste0(message, "\nhint: ", hint) else message
  class <- c(paste0("stabbur_", gsub("-", "_", code)), "StabburError", "error", "condition")
  stop(structure(class = class, list(message = told, call = NULL, hint = hint, code = code)))
}

# Sends a request with tables by name, and returns the answer; a table that comes back is its `table`.
ask <- function(request, tables = list()) {
  program <- python()
  folder <- tempfile("stabbur-")
  dir.create(folder, mode = "0700")
  on.exit(unlink(folder, recursive = TRUE))
  for (name in names(tables)) write_columns(tables[[name]], file.path(folder, name))
  request$read <- session$read
  request$script <- script()
  writeLines(to_json(request), file.path(folder, "request.json"), useBytes = TRUE)
  said <- file.path(folder, "said")
  words <- c("-P", "-m", "stabbur.projects.r.bridge", shQuote(folder))
  code <- suppressWarnings(system2(program, words, stdout = said, stderr = said))
  place <- file.path(folder, "answer.json")
  if (!file.exists(place)) {
    heard <- if (file.exists(said)) readLines(said, warn = FALSE, encoding = "UTF-8") else character()
    refuse("'", program, "' ended with ", code, ": ", paste(utils::tail(heard, 3), collapse = "\n"),
      hint = "stabbur build", code = "bridge-failed"
    )
  }
  answer <- from_json(place)
  session$read <- answer$read
  for (word in answer$warnings) warning(word, call. = FALSE)
  if (!is.null(answer$error)) {
    refuse(answer$error$message, hint = answer$error$hint, code = answer$error$code)
  }
  if (file.exists(file.path(folder, "table.json"))) answer$table <- read_columns(file.path(folder, "table"))
  answer
}

# The script that Rscript runs, so that a published version tells where it came from.
script <- function() {
  named <- grep("^--file=", commandArgs(FALSE), value = TRUE)
  if (length(named)) normalizePath(sub("^--file=", "", named[[1]]), mustWork = FALSE)
}

to_json <- function(value) {
  enc2utf8(as.character(jsonlite::toJSON(value, auto_unbox = TRUE, null = "null", na = "null", digits = NA)))
}

from_json <- function(place) {
  text <- paste(readLines(place, warn = FALSE, encoding = "UTF-8"), collapse = "\n")
  jsonlite::fromJSON(text, simplifyVector = FALSE)
}
