# The first tests: a script that stops has failed. Run it in the project: Rscript tests/test_growth.R
source("R/example.R")
source("R/growth.R")

# growth is in per cent of the year before
persons <- data.frame(municipality = c("A", "A"), year = c(2022L, 2021L), persons = c(110, 100))
stopifnot(growth(persons)$change[2] == 10)

# the first year has no growth
persons <- data.frame(municipality = c("A", "B"), year = c(2021L, 2022L), persons = c(100, 500))
stopifnot(is.na(growth(persons)$change))

# the example can be read back
read <- read.csv2(write_example(tempfile()))
stopifnot(nrow(growth(read)) == 12)
