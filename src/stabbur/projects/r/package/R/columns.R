# Data frames as R's own numbers and texts, column by column: the other side is stabbur/projects/r/columns.py.

read_columns <- function(place) {
  about <- from_json(paste0(place, ".json"))
  con <- file(paste0(place, ".bin"), "rb")
  on.exit(close(con))
  columns <- lapply(about$columns, read_column, con = con, rows = about$rows)
  names(columns) <- vapply(about$columns, function(column) column$name, "")
  structure(columns, class = "data.frame", row.names = .set_row_names(about$rows))
}

read_column <- function(told, con, rows) {
  integers <- function() readBin(con, "integer", rows, endian = "little")
  doubles <- function() readBin(con, "double", rows, endian = "little")
  switch(told$kind,
    text = read_text(con, integers()),
    integer = integers(),
    logical = as.logical(integers()),
    factor = structure(integers(),
      levels = as.character(unlist(told$levels)), class = c(if (told$ordered) "ordered", "factor")
    ),
    long = structure(doubles(), class = "integer64"),
    double = doubles(),
    date = structure(doubles(), class = "Date"),
    datetime = structure(doubles(), class = c("POSIXct", "POSIXt"), tzone = told$zone),
    time = structure(doubles(), class = c("hms", "difftime"), units = "secs"),
    duration = structure(doubles(), class = "difftime", units = "secs"),
    refuse("no kind of column is named '", told$kind, "'", hint = "stabbur build")
  )
}

read_text <- function(con, sizes) {
  missing <- sizes < 0
  sizes[missing] <- 0L
  texts <- readChar(con, sizes, useBytes = TRUE)
  Encoding(texts) <- "UTF-8"
  texts[missing] <- NA_character_
  texts
}

write_columns <- function(frame, place) {
  con <- file(paste0(place, ".bin"), "wb")
  on.exit(close(con))
  names <- utf8(names(frame))
  columns <- lapply(seq_along(frame), function(at) write_column(frame[[at]], names[[at]], con))
  about <- list(rows = nrow(frame), columns = columns)
  writeLines(to_json(about), paste0(place, ".json"), useBytes = TRUE)
}

write_column <- function(column, name, con) {
  if (inherits(column, "POSIXlt")) column <- as.POSIXct(column)
  if (inherits(column, "difftime")) units(column) <- "secs"
  told <- kind_of(column, name)
  switch(told$kind,
    text = write_text(column, name, con),
    logical = ,
    integer = ,
    factor = writeBin(as.integer(unclass(column)), con, endian = "little"),
    writeBin(as.double(unclass(column)), con, endian = "little")
  )
  c(list(name = name), told)
}

kind_of <- function(column, name) {
  held <- is.factor(column) || is.logical(column) || is.numeric(column) || is.character(column) ||
    inherits(column, c("Date", "POSIXct", "difftime"))
  if (!held || !is.null(dim(column))) {
    refuse("column '", name, "' is a ", class(column)[[1]], ", which no data package holds",
      hint = "make it text, numbers or dates first", code = "type-unwritable"
    )
  }
  if (is.factor(column)) {
    return(list(kind = "factor", levels = I(utf8(levels(column))), ordered = is.ordered(column)))
  }
  if (inherits(column, "POSIXct")) {
    zone <- attr(column, "tzone")[1]
    # without a zone R means a moment, shown by the clock of whoever looks
    return(list(kind = "datetime", zone = if (is.null(zone) || !nzchar(zone)) "UTC" else zone))
  }
  classes <- c(Date = "date", hms = "time", difftime = "duration", integer64 = "long")
  named <- classes[names(classes) %in% class(column)]
  types <- c(logical = "logical", integer = "integer", double = "double", character = "text")
  list(kind = if (length(named)) named[[1]] else types[[typeof(column)]])
}

write_text <- function(texts, name, con) {
  texts <- as.character(texts)
  missing <- is.na(texts)
  native <- !missing & Encoding(texts) == "unknown" & !l10n_info()[["Latin-1"]]
  wrong <- which(native & !validUTF8(texts))
  if (length(wrong)) {
    refuse("column '", name, "', row ", wrong[[1]], " is text in another encoding than UTF-8",
      hint = "iconv(x, \"latin1\", \"UTF-8\")", code = "encoding-wrong"
    )
  }
  texts <- utf8(texts)
  sizes <- nchar(texts, "bytes")
  sizes[missing] <- -1L
  writeBin(as.integer(sizes), con, endian = "little")
  writeBin(charToRaw(paste(texts[!missing], collapse = "")), con)
}
