// The terms of DCAT-AP 3 and HealthDCAT-AP Release 8 that this room reads and writes.
#pragma once

#include <string>

namespace passerelle::catalogue::vocabulary {

inline const std::string kAdms = "http://www.w3.org/ns/adms#";
inline const std::string kCsvw = "http://www.w3.org/ns/csvw#";
inline const std::string kCv = "http://data.europa.eu/m8g/";
inline const std::string kDcat = "http://www.w3.org/ns/dcat#";
inline const std::string kDcatap = "http://data.europa.eu/r5r/";
inline const std::string kDct = "http://purl.org/dc/terms/";
inline const std::string kDpv = "https://w3id.org/dpv#";
inline const std::string kDqv = "http://www.w3.org/ns/dqv#";
inline const std::string kFoaf = "http://xmlns.com/foaf/0.1/";
inline const std::string kGeodcat = "http://data.europa.eu/930/";
inline const std::string kHealth = "http://healthdataportal.eu/ns/health#";
inline const std::string kOa = "http://www.w3.org/ns/oa#";
inline const std::string kOdrl = "http://www.w3.org/ns/odrl/2/";
inline const std::string kProv = "http://www.w3.org/ns/prov#";
inline const std::string kRdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
inline const std::string kRdfs = "http://www.w3.org/2000/01/rdf-schema#";
inline const std::string kSkos = "http://www.w3.org/2004/02/skos/core#";
inline const std::string kVcard = "http://www.w3.org/2006/vcard/ns#";
inline const std::string kXsd = "http://www.w3.org/2001/XMLSchema#";

// Authority tables of the Publications Office and of DG SANTE.
inline const std::string kAccessRight =
    "http://publications.europa.eu/resource/authority/access-right/";
inline const std::string kCountry = "http://publications.europa.eu/resource/authority/country/";
inline const std::string kDataTheme =
    "http://publications.europa.eu/resource/authority/data-theme/";
inline const std::string kHealthCategories =
    "https://hdeu-dcat.data.health.europa.eu/resource/authority/healthcategories/";
inline const std::string kRegulation = "http://data.europa.eu/eli/reg/2025/327/oj";

// Metrics of ours, where the vocabulary of data.europa.eu has none.
inline const std::string kMetric = "urn:passerelle:metric:";
inline const std::string kApplicableScore = kMetric + "mqa-applicable";
inline const std::string kReachableScore = kMetric + "mqa-reachable";

inline const std::string kType = kRdf + "type";
inline const std::string kTitle = kDct + "title";
inline const std::string kDescription = kDct + "description";
inline const std::string kPublisher = kDct + "publisher";
inline const std::string kCatalog = kDcat + "Catalog";
inline const std::string kDataset = kDcat + "Dataset";

}  // namespace passerelle::catalogue::vocabulary
