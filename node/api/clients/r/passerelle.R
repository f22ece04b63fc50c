# Drives a Passerelle node over its HTTP API, from R; see example.R for a whole study.
#
#   source("passerelle.R")
#   node <- passerelle_node("https://fr.example:8443", certificate = "fr.pem")
#   passerelle_login(node, "marie", password)
#   run <- passerelle_submit(node, study, application)
#   result <- passerelle_result(node, passerelle_wait(node, run))
#   result$analyses$cox$pooled$coefficients
#
# Needs the packages curl and jsonlite (Debian: r-cran-curl r-cran-jsonlite). A refusal of the node
# is a condition of class "passerelle_problem" with `status`, `code`, `detail` and `document`.

# A node at its public address. `certificate` is a file with the node's own certificate, for a node
# that no public authority vouches for: then this certificate and no other is accepted.
passerelle_node <- function(url, certificate = NULL, token = NULL, timeout = 60) {
  if (!grepl("^https://[^/]+/?$", url)) stop(url, ": the address of a node is https://HOST:PORT")
  node <- new.env()
  node$url <- sub("/$", "", url)
  node$certificate <- certificate
  node$token <- token
  node$timeout <- timeout
  structure(list(state = node), class = "passerelle_node")
}

print.passerelle_node <- function(x, ...) cat("Passerelle node at", x$state$url, "\n")

# -- accounts

# Logs in for the calls that follow; returns until when.
passerelle_login <- function(node, name, password) {
  session <- passerelle_post(node, "/api/v1/login", list(name = name, password = password))
  node$state$token <- session$token
  invisible(session$expires)
}

passerelle_logout <- function(node) {
  passerelle_post(node, "/api/v1/logout", passerelle_object())
  node$state$token <- NULL
  invisible(NULL)
}

# -- catalogue

# Datasets of all nodes that hold all words, the best first: a data frame with title, node, dataset.
# Options are those of the search, such as size = 50 or sort = "modified".
passerelle_search <- function(node, words = "", ..., language = "en") {
  options <- list(words = words, ...)
  query <- vapply(options, function(o) curl::curl_escape(paste(o, collapse = "|")), "")
  answer <- passerelle_get(node, paste0("/api/v1/catalogue/search?",
                                        paste(names(options), query, sep = "=", collapse = "&")))
  title <- function(texts) if (is.null(texts[[language]])) texts[[1]] else texts[[language]]
  data.frame(title = vapply(answer$results, function(r) title(r$title), ""),
             node = vapply(answer$results, function(r) r$node, ""),
             dataset = vapply(answer$results, function(r) r$dataset, ""))
}

# The sets of rows that this node publishes with a dataset, or with all of them: what a study names
# by `"analysis_set": NAME`. Withdrawn ones are marked.
passerelle_analysis_sets <- function(node, dataset = "") {
  passerelle_get(node, paste0("/api/v1/analysis-sets?dataset=",
                              curl::curl_escape(dataset)))$analysis_sets
}

# -- applications and permits

# What an application still lacks by the form in force: an empty list when nothing.
passerelle_application_problems <- function(node, application) {
  passerelle_post(node, "/api/v1/form/check", application)$problems
}

# Submits an application to every body concerned; returns its id.
passerelle_apply <- function(node, application) {
  passerelle_post(node, "/api/v1/applications", application)$application
}

# Where every part stands; `refresh` asks every body first.
passerelle_application <- function(node, application, refresh = FALSE) {
  passerelle_get(node, paste0(passerelle_path("applications", application),
                              if (refresh) "?refresh=true" else ""))
}

# Accepts the grant of one body.
passerelle_accept <- function(node, application, body) {
  passerelle_post(node, passerelle_path("applications", application, "acts"),
                  list(event = list(event = "accepted"), node = body))
}

# The signed permits of an application, by node.
passerelle_permits <- function(node, application) {
  parts <- passerelle_application(node, application)$parts
  parts <- Filter(function(part) length(part$permit) > 0, parts)
  stats::setNames(lapply(parts, function(part) part$permit),
                  vapply(parts, function(part) part$node, ""))
}

# -- studies

# A document as it stands in a file. A study or an application goes to the node as such a text, so
# that R neither drops its empty lists nor turns its lists of one into values.
passerelle_document <- function(file) {
  text <- paste(readLines(file, encoding = "UTF-8", warn = FALSE), collapse = "\n")
  structure(text, class = "json")
}

# What a study would do at every node, and what the permits lack; touches no data.
passerelle_check <- function(node, study, application = NULL) {
  request <- list(study = study)
  if (!is.null(application)) request$application <- application
  passerelle_post(node, "/api/v1/studies/check", request)
}

# Runs a study under the permits of an application; returns the id of the run.
passerelle_submit <- function(node, study, application) {
  passerelle_post(node, "/api/v1/studies", list(study = study, application = application))$run
}

# How far a run is.
passerelle_status <- function(node, run) passerelle_get(node, passerelle_path("studies", run))

passerelle_cancel <- function(node, run) {
  passerelle_post(node, passerelle_path("studies", run, "cancel"), passerelle_object())
}

# Waits until a run is over and returns it; an error where it ended without an answer or is not over
# after `timeout` seconds.
passerelle_wait <- function(node, run, timeout = Inf) {
  begun <- proc.time()[["elapsed"]]
  repeat {
    status <- passerelle_status(node, run)
    if (status$status == "finished") return(run)
    if (status$status != "running") stop("the run ", status$status, ": ", status$reason)
    age <- proc.time()[["elapsed"]] - begun
    if (age >= timeout) stop(run, " still runs after ", timeout, " s")
    Sys.sleep(min(max(age / 20, 0.05), 5))  # a run that takes long is looked at less often
  }
}

# -- results

# The bundle of a run that is finished, in a folder of its own: `analyses` as result.json has them,
# by id; `tables` as data frames, by name; `folder` and `archive` as `passerelle verify` reads them.
passerelle_result <- function(node, run, folder = tempfile("result")) {
  archive <- paste0(folder, ".zip")
  bundle <- passerelle_ask(node, passerelle_path("studies", run, "bundle"),
                           accept = "application/zip")
  writeBin(bundle, archive)
  passerelle_read_result(archive, folder)
}

# The same of an archive that was kept.
passerelle_read_result <- function(archive, folder = tempfile("result")) {
  utils::unzip(archive, exdir = folder)
  document <- jsonlite::read_json(file.path(folder, "result.json"))
  files <- list.files(file.path(folder, "tables"), "[.]csv$", full.names = TRUE)
  tables <- lapply(files, utils::read.csv, check.names = FALSE)
  list(analyses = stats::setNames(document$analyses,
                                  vapply(document$analyses, function(a) a$id, "")),
       tables = stats::setNames(tables, sub("[.]csv$", "", basename(files))),
       folder = folder, archive = archive)
}

# -- how it is said

passerelle_object <- function() structure("{}", class = "json")

passerelle_path <- function(...) {
  paste0("/api/v1/", paste(curl::curl_escape(c(...)), collapse = "/"))
}

passerelle_get <- function(node, path) {
  jsonlite::fromJSON(rawToChar(passerelle_ask(node, path)), simplifyVector = FALSE)
}

passerelle_post <- function(node, path, body) {
  text <- if (inherits(body, "json")) unclass(body) else
    jsonlite::toJSON(body, auto_unbox = TRUE, digits = NA, null = "null", json_verbatim = TRUE)
  answer <- passerelle_ask(node, path, as.character(text))
  jsonlite::fromJSON(rawToChar(answer), simplifyVector = FALSE)
}

passerelle_ask <- function(node, path, body = NULL, accept = "application/json") {
  state <- node$state
  handle <- curl::new_handle(timeout = state$timeout)
  headers <- c(Accept = accept)
  if (!is.null(state$token)) headers["Authorization"] <- paste("Bearer", state$token)
  if (!is.null(body)) {
    headers["Content-Type"] <- "application/json"
    bytes <- charToRaw(enc2utf8(body))
    curl::handle_setopt(handle, post = TRUE, postfieldsize = length(bytes), postfields = bytes)
  }
  if (!is.null(state$certificate)) {  # the key decides, not the name
    curl::handle_setopt(handle, cainfo = path.expand(state$certificate), ssl_verifyhost = 0L)
  }
  curl::handle_setheaders(handle, .list = as.list(headers))
  answer <- curl::curl_fetch_memory(paste0(state$url, path), handle)
  if (answer$status_code < 400) return(answer$content)
  document <- tryCatch(jsonlite::fromJSON(rawToChar(answer$content), simplifyVector = FALSE),
                       error = function(e) list())
  detail <- if (is.null(document$detail)) document$title else document$detail
  stop(structure(class = c("passerelle_problem", "error", "condition"),
                 list(message = paste0(document$code, ": ", detail), call = NULL,
                      status = answer$status_code, code = document$code, detail = detail,
                      document = document)))
}
