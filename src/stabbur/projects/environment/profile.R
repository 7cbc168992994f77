# R's packages come from where Stabbur's settings say; the password stands in the environment of this process only.
local({
  site <- file.path(R.home("etc"), "Rprofile.site")
  if (file.exists(site)) sys.source(site, envir = globalenv())
  address <- Sys.getenv("R_REPOS")
  if (nzchar(address)) options(repos = c(CRAN = address))
  if (!nzchar(Sys.getenv("R_REPOS_AUTHORIZATION"))) return()
  # with the / at its end, so that no host or folder is meant that only begins alike
  below <- paste0(sub("/+$", "", address), "/")
  options(renv.download.headers = function(url) {
    if (startsWith(paste0(url, "/"), below)) c(Authorization = Sys.getenv("R_REPOS_AUTHORIZATION"))
  })
  # install.packages and available.packages have no option for it: what both fetch with signs in there alone
  sign <- function(...) {
    from <- asNamespace("utils")
    fetch <- get("download.file", envir = from)
    body(fetch) <- bquote({
      if (all(startsWith(paste0(url, "/"), .(below)))) {
        headers <- c(headers, Authorization = Sys.getenv("R_REPOS_AUTHORIZATION"))
        method <- "libcurl"
      }
      .(body(fetch))
    })
    places <- c(from, if ("package:utils" %in% search()) as.environment("package:utils"))
    for (place in places) {
      unlockBinding("download.file", place)
      assign("download.file", fetch, envir = place)
      lockBinding("download.file", place)
    }
  }
  if (isNamespaceLoaded("utils")) sign() else setHook(packageEvent("utils", "onLoad"), sign)
})
