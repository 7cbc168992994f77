# How much each municipality grew.

# Returns the persons of each municipality and year, and the change from the year before in per cent.
growth <- function(persons) {
  ordered <- persons[order(persons$municipality, persons$year), ]
  before <- ave(ordered$persons, ordered$municipality, FUN = function(count) c(NA, head(count, -1)))
  ordered$change <- round((ordered$persons / before - 1) * 100, 1)
  rownames(ordered) <- NULL
  ordered
}
