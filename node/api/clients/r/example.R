#' # A study over several countries, from R
#'
#' A researcher runs a study where the data are and reads the coefficients. No row ever comes here.
#' `knitr::spin("example.R")` makes a notebook of this file; it also runs as a script:
#'
#'     Rscript example.R study.json APPLICATION-ID
#'
#' Where the node is, and who asks, is in the environment:
#'
#'     export PASSERELLE_URL=https://fr.example:8443 PASSERELLE_CERTIFICATE=fr.pem
#'     export PASSERELLE_USER=marie PASSERELLE_PASSWORD=...

here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(if (length(here)) here else ".", "passerelle.R"))
words <- commandArgs(TRUE)

certificate <- Sys.getenv("PASSERELLE_CERTIFICATE")
node <- passerelle_node(Sys.getenv("PASSERELLE_URL"), if (nzchar(certificate)) certificate)
passerelle_login(node, Sys.getenv("PASSERELLE_USER"), Sys.getenv("PASSERELLE_PASSWORD"))

#' ## What data are there?
#' The search asks the catalogues of all nodes.

print(passerelle_search(node, "trial of two arms")[c("node", "dataset")])

#' ## The study
#' A document without code, as it stands in its file: which columns, which persons, which analyses.
#' `check` touches no data and says what the permits lack.

study <- passerelle_document(words[1])
application <- words[2]
checked <- passerelle_check(node, study, application)
cat("digest", checked$digest, "\n")
for (issuer in names(permits <- passerelle_permits(node, application)))
  cat("permit of", issuer, permits[[issuer]]$body$id, "\n")

#' ## The run
#' Each node computes on its own rows, round by round; what the rules withhold is NULL.

run <- passerelle_submit(node, study, application)
result <- passerelle_result(node, passerelle_wait(node, run, timeout = 600))
cox <- result$analyses$cox$pooled
for (term in names(cox$coefficients))
  cat(sprintf("%s: coefficient %.6f, hazard ratio %.3f (%.3f to %.3f)\n", term,
              cox$coefficients[[term]], cox$hazard_ratios[[term]],
              cox$hazard_ratio_conf_low[[term]], cox$hazard_ratio_conf_high[[term]]))

#' ## Tables and the bundle
#' Tables are data frames. The bundle is what others check:
#' `passerelle verify result.zip --anchor FINGERPRINT`.

print(result$tables$ages)
invisible(file.copy(result$archive, "result.zip", overwrite = TRUE))
cat("bundle result.zip with", names(result$tables), "\n")
