"""The measures of risk for a file of persons."""
