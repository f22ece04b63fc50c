#include "metadata/catalogue/field_names.h"

#include <algorithm>
#include <array>

namespace passerelle::catalogue {
namespace {

enum class Space {
  adms,
  csvw,
  cv,
  dcat,
  dcatap,
  dct,
  dpv,
  dqv,
  foaf,
  geo,
  health,
  oa,
  odrl,
  prov,
  rdf,
  rdfs,
  skos,
  spdx,
  vcard
};

// In the order of the enumerators.
constexpr std::array<std::string_view, 19> kSpaces{"http://www.w3.org/ns/adms#",
                                                   "http://www.w3.org/ns/csvw#",
                                                   "http://data.europa.eu/m8g/",
                                                   "http://www.w3.org/ns/dcat#",
                                                   "http://data.europa.eu/r5r/",
                                                   "http://purl.org/dc/terms/",
                                                   "https://w3id.org/dpv#",
                                                   "http://www.w3.org/ns/dqv#",
                                                   "http://xmlns.com/foaf/0.1/",
                                                   "http://data.europa.eu/930/",
                                                   "http://healthdataportal.eu/ns/health#",
                                                   "http://www.w3.org/ns/oa#",
                                                   "http://www.w3.org/ns/odrl/2/",
                                                   "http://www.w3.org/ns/prov#",
                                                   "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
                                                   "http://www.w3.org/2000/01/rdf-schema#",
                                                   "http://www.w3.org/2004/02/skos/core#",
                                                   "http://spdx.org/rdf/terms#",
                                                   "http://www.w3.org/2006/vcard/ns#"};

struct Name {
  Space space;
  std::string_view local, english, french;
};

constexpr std::array kNames{
    Name{Space::adms, "identifier", "Other identifier", "Autre identifiant"},
    Name{Space::adms, "sample", "Sample", "Échantillon"},
    Name{Space::adms, "status", "Status", "Statut"},
    Name{Space::adms, "versionNotes", "Version notes", "Notes de version"},
    Name{Space::csvw, "column", "Variable", "Variable"},
    Name{Space::csvw, "datatype", "Data type", "Type de données"},
    Name{Space::csvw, "name", "Name in the data", "Nom dans les données"},
    Name{Space::csvw, "propertyUrl", "Meaning", "Signification"},
    Name{Space::csvw, "table", "Table", "Table"},
    Name{Space::csvw, "title", "Label", "Libellé"},
    Name{Space::csvw, "titles", "Label", "Libellé"},
    Name{Space::cv, "contactPage", "Contact page", "Page de contact"},
    Name{Space::cv, "contactPoint", "Contact point", "Point de contact"},
    Name{Space::cv, "email", "E-mail", "Adresse électronique"},
    Name{Space::cv, "openingHours", "Opening hours", "Heures d'ouverture"},
    Name{Space::cv, "telephone", "Telephone", "Téléphone"},
    Name{Space::dcat, "accessService", "Access service", "Service d'accès"},
    Name{Space::dcat, "accessURL", "Access address", "Adresse d'accès"},
    Name{Space::dcat, "byteSize", "Size in bytes", "Taille en octets"},
    Name{Space::dcat, "compressFormat", "Compression format", "Format de compression"},
    Name{Space::dcat, "contactPoint", "Contact point", "Point de contact"},
    Name{Space::dcat, "dataset", "Dataset", "Jeu de données"},
    Name{Space::dcat, "distribution", "Distribution", "Distribution"},
    Name{Space::dcat, "downloadURL", "Download address", "Adresse de téléchargement"},
    Name{Space::dcat, "endDate", "End", "Fin"},
    Name{Space::dcat, "hasVersion", "Version", "Version"},
    Name{Space::dcat, "inSeries", "Series", "Série"},
    Name{Space::dcat, "keyword", "Keyword", "Mot-clé"},
    Name{Space::dcat, "landingPage", "Landing page", "Page d'accueil"},
    Name{Space::dcat, "mediaType", "Media type", "Type de média"},
    Name{Space::dcat, "packageFormat", "Packaging format", "Format d'empaquetage"},
    Name{Space::dcat, "spatialResolutionInMeters", "Spatial resolution", "Résolution spatiale"},
    Name{Space::dcat, "startDate", "Start", "Début"},
    Name{Space::dcat, "temporalResolution", "Temporal resolution", "Résolution temporelle"},
    Name{Space::dcat, "theme", "Theme", "Thème"},
    Name{Space::dcat, "version", "Version", "Version"},
    Name{Space::dcatap, "applicableLegislation", "Applicable legislation",
         "Législation applicable"},
    Name{Space::dcatap, "availability", "Planned availability", "Disponibilité prévue"},
    Name{Space::dct, "accessRights", "Access rights", "Droits d'accès"},
    Name{Space::dct, "accrualPeriodicity", "Frequency of update", "Fréquence de mise à jour"},
    Name{Space::dct, "conformsTo", "Standard", "Norme"},
    Name{Space::dct, "creator", "Creator", "Créateur"},
    Name{Space::dct, "description", "Description", "Description"},
    Name{Space::dct, "format", "Format", "Format"},
    Name{Space::dct, "identifier", "Identifier", "Identifiant"},
    Name{Space::dct, "isReferencedBy", "Referenced by", "Référencé par"},
    Name{Space::dct, "issued", "Released", "Publié le"},
    Name{Space::dct, "language", "Language", "Langue"},
    Name{Space::dct, "license", "Licence", "Licence"},
    Name{Space::dct, "modified", "Modified", "Modifié le"},
    Name{Space::dct, "provenance", "Provenance", "Provenance"},
    Name{Space::dct, "publisher", "Publisher", "Éditeur"},
    Name{Space::dct, "relation", "Related resource", "Ressource liée"},
    Name{Space::dct, "rights", "Rights", "Droits"},
    Name{Space::dct, "source", "Source", "Source"},
    Name{Space::dct, "spatial", "Geographical coverage", "Couverture géographique"},
    Name{Space::dct, "temporal", "Temporal coverage", "Couverture temporelle"},
    Name{Space::dct, "title", "Title", "Titre"},
    Name{Space::dct, "type", "Type", "Type"},
    Name{Space::dpv, "hasDataController", "Controller", "Responsable du traitement"},
    Name{Space::dpv, "hasJointDataControllers", "Joint controllers",
         "Responsables conjoints du traitement"},
    Name{Space::dpv, "hasLegalBasis", "Legal basis", "Base juridique"},
    Name{Space::dpv, "hasPersonalData", "Personal data", "Données personnelles"},
    Name{Space::dpv, "hasPurpose", "Purpose", "Finalité"},
    Name{Space::dqv, "hasQualityAnnotation", "Quality annotation", "Annotation de qualité"},
    Name{Space::dqv, "hasQualityMeasurement", "Quality measurement", "Mesure de qualité"},
    Name{Space::dqv, "isMeasurementOf", "Metric", "Indicateur"},
    Name{Space::dqv, "value", "Value", "Valeur"},
    Name{Space::foaf, "homepage", "Home page", "Page d'accueil"},
    Name{Space::foaf, "mbox", "E-mail", "Adresse électronique"},
    Name{Space::foaf, "name", "Name", "Nom"},
    Name{Space::foaf, "page", "Documentation", "Documentation"},
    Name{Space::geo, "custodian", "Custodian", "Dépositaire"},
    Name{Space::health, "analytics", "Analytics", "Analyses"},
    Name{Space::health, "hasCodeValues", "Code values", "Valeurs codées"},
    Name{Space::health, "hasCodingSystem", "Coding system", "Système de codage"},
    Name{Space::health, "hasStructuredData", "Structured data", "Données structurées"},
    Name{Space::health, "hasVariables", "Variables", "Variables"},
    Name{Space::health, "hdab", "Health data access body",
         "Organisme responsable de l'accès aux données de santé"},
    Name{Space::health, "hdabCoordinator", "Coordinating access body",
         "Organisme d'accès coordinateur"},
    Name{Space::health, "healthCategory", "Category (Art. 51)", "Catégorie (art. 51)"},
    Name{Space::health, "healthTheme", "Health theme", "Thème de santé"},
    Name{Space::health, "maxTypicalAge", "Typical age, at most", "Âge typique maximal"},
    Name{Space::health, "minTypicalAge", "Typical age, at least", "Âge typique minimal"},
    Name{Space::health, "numberOfRecords", "Number of records", "Nombre d'enregistrements"},
    Name{Space::health, "numberOfUniqueIndividuals", "Number of persons", "Nombre de personnes"},
    Name{Space::health, "populationCoverage", "Population covered", "Population couverte"},
    Name{Space::health, "retentionPeriod", "Retention period", "Durée de conservation"},
    Name{Space::health, "trustedDataHolder", "Trusted data holder",
         "Détenteur de données de confiance"},
    Name{Space::oa, "hasBody", "Body", "Contenu"},
    Name{Space::oa, "hasTarget", "About", "Porte sur"},
    Name{Space::odrl, "hasPolicy", "Policy", "Politique"},
    Name{Space::prov, "qualifiedAttribution", "Agent with a role", "Agent et rôle"},
    Name{Space::prov, "qualifiedDerivation", "Copied from", "Copie de"},
    Name{Space::prov, "wasDerivedFrom", "Derived from", "Dérivé de"},
    Name{Space::prov, "wasGeneratedBy", "Generated by", "Produit par"},
    Name{Space::rdf, "type", "Class", "Classe"},
    Name{Space::rdfs, "comment", "Comment", "Commentaire"},
    Name{Space::rdfs, "label", "Label", "Libellé"},
    Name{Space::skos, "notation", "Notation", "Notation"},
    Name{Space::skos, "prefLabel", "Label", "Libellé"},
    Name{Space::spdx, "checksum", "Checksum", "Somme de contrôle"},
    Name{Space::vcard, "fn", "Name", "Nom"},
    Name{Space::vcard, "hasEmail", "E-mail", "Adresse électronique"},
    Name{Space::vcard, "hasURL", "Web page", "Page web"},
};

std::string_view last_part(std::string_view iri) {
  const auto end = iri.find_last_of("#/:");
  return end == std::string_view::npos || end + 1 == iri.size() ? iri : iri.substr(end + 1);
}

}  // namespace

std::string field_name(std::string_view property, std::string_view language) {
  const auto found = std::find_if(kNames.begin(), kNames.end(), [&](const Name& name) {
    const auto space = kSpaces[static_cast<std::size_t>(name.space)];
    return property.size() == space.size() + name.local.size() && property.starts_with(space) &&
           property.ends_with(name.local);
  });
  if (found == kNames.end()) return std::string(last_part(property));
  const bool is_french = language == "fr" || language.starts_with("fr-");
  return std::string(is_french ? found->french : found->english);
}

}  // namespace passerelle::catalogue
