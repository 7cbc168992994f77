# Asks the Stabbur of the project's environment: a request lies in a folder of its own, and is answered there.

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
  found <- file.path(root, ".venv/bin/python")
  if (!file.exists(found)) {
    refuse("the project '", root, "' has no environment", hint = "stabbur build", code = "environment-missing")
  }
  found
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
  bridge <- bridge()
  folder <- tempfile("stabbur-")
  dir.create(folder, mode = "0700")
  on.exit(unlink(folder, recursive = TRUE))
  for (name in names(tables)) write_columns(tables[[name]], file.path(folder, name))
  request$folder <- getwd()
  request$read <- session$read
  request$script <- script()
  writeLines(to_json(request), file.path(folder, "request.json"), useBytes = TRUE)
  answer <- from_json(answered(bridge, folder))
  session$read <- answer$read
  for (word in answer$warnings) warning(word, call. = FALSE)
  if (!is.null(answer$error)) {
    refuse(answer$error$message, hint = answer$error$hint, code = answer$error$code)
  }
  if (file.exists(file.path(folder, "table.json"))) answer$table <- read_columns(file.path(folder, "table"))
  answer
}

# Waits for the answer to the request in a folder. Whatever stops the waiting, an interrupt too, stops the work.
answered <- function(bridge, folder) {
  done <- FALSE
  on.exit(if (!done) hang_up(at_once = TRUE))
  place <- file.path(folder, "answer.json")
  # a pipe that nobody reads raises an error the first time and none the second: `ended` is what can be relied on
  try(suppressWarnings({
    writeLines(folder, bridge$con, useBytes = TRUE)
    flush(bridge$con)
  }), silent = TRUE)
  while (!file.exists(place)) {
    if (gone(bridge) && !file.exists(place)) failed(bridge)
    Sys.sleep(0.01)
  }
  session$used <- Sys.time()
  done <- TRUE
  place
}

gone <- function(bridge) {
  file.exists(bridge$ended) || !tryCatch(isOpen(bridge$con), error = function(e) FALSE)
}

failed <- function(bridge) {
  heard <- if (file.exists(bridge$said)) readLines(bridge$said, warn = FALSE, encoding = "UTF-8") else character()
  heard <- heard[!grepl("^[0-9]*$", heard)]  # nothing, or its own number, which it says when it has begun
  refuse("'", bridge$program, "' ended: ", paste(utils::tail(heard, 3), collapse = "\n"),
    hint = "stabbur build", code = "bridge-failed"
  )
}

# The Python that answers. It takes a second to start, so it stays for the session: another project, other settings
# of the environment, a fork of R or a long silence get one of their own.
bridge <- function() {
  program <- python()
  set <- Sys.getenv()
  key <- c(program, Sys.getpid(), paste(names(set), set)[startsWith(names(set), "STABBUR_")])
  silent <- !is.null(session$used) && as.numeric(Sys.time() - session$used, units = "secs") > 600
  left <- session$bridge
  if (identical(left$key, key) && !silent && !gone(left)) return(left)
  hang_up()
  said <- tempfile("stabbur-said-")
  ended <- paste0(said, "-ended")
  words <- paste(shQuote(program), "-P -m stabbur.projects.r.bridge >", shQuote(said), "2>&1")
  # the shell outlives Python, and so can tell that it ended; Ctrl-C is for R alone, which then stops both
  if (.Platform$OS.type == "unix") words <- paste0("trap '' INT; ", words, "; { : >", shQuote(ended), "; } 2>/dev/null")
  session$bridge <- list(key = key, program = program, said = said, ended = ended, con = pipe(words, "w"))
  session$bridge
}

hang_up <- function(at_once = FALSE) {
  left <- session$bridge
  session$bridge <- NULL
  if (at_once) {
    pid <- suppressWarnings(as.integer(tryCatch(readLines(left$said, 1), error = function(e) NA)))
    if (length(pid) && !is.na(pid)) tools::pskill(pid, tools::SIGKILL)
  }
  # the pipe of the R that a fork came from is not ours to close
  if (!is.null(left) && left$key[[2]] == Sys.getpid()) try(suppressWarnings(close(left$con)), silent = TRUE)
}

# The script that Rscript runs, so that a published version tells where it came from.
script <- function() {
  named <- grep("^--file=", commandArgs(FALSE), value = TRUE)
  if (length(named)) normalizePath(sub("^--file=", "", named[[1]]), mustWork = FALSE)
}

to_json <- function(value) {
  json <- jsonlite::toJSON(marked(value), auto_unbox = TRUE, null = "null", na = "null", digits = NA)
  enc2utf8(as.character(json))
}

# Texts, names among them, marked as what they are.
marked <- function(value) {
  if (is.character(value)) value[] <- utf8(value)
  if (is.list(value)) value[] <- lapply(value, marked)
  if (!is.null(names(value))) names(value) <- utf8(names(value))
  value
}

# Text as UTF-8. Where R runs in the locale C it takes text without a mark for bytes, and would write <c3><a5> for it.
utf8 <- function(texts) {
  if (!l10n_info()[["Latin-1"]]) {
    unmarked <- !is.na(texts) & Encoding(texts) == "unknown" & validUTF8(texts)
    known <- texts[unmarked]
    Encoding(known) <- "UTF-8"
    texts[unmarked] <- known
  }
  enc2utf8(texts)
}

from_json <- function(place) {
  text <- paste(readLines(place, warn = FALSE, encoding = "UTF-8"), collapse = "\n")
  jsonlite::fromJSON(text, simplifyVector = FALSE)
}
