# Figures to begin with, made up: put your own reading in their place.

# Writes the figures as a file of text, as somebody might have sent them, and returns its path.
write_example <- function(folder) {
  dir.create(folder, recursive = TRUE, showWarnings = FALSE)
  persons <- data.frame(
    municipality = rep(c("Furunes", "Granli", "Solvik"), each = 4),
    year = rep(2021:2024, 3),
    persons = c(4120, 4178, 4165, 4231, 980, 962, 951, 947, 12410, 12655, 12902, 13077)
  )
  path <- file.path(folder, "persons.csv")
  write.table(persons, path, sep = ";", row.names = FALSE, quote = FALSE, fileEncoding = "UTF-8")
  path
}
