#include "tests/bench/search_corpus.h"

#include <array>
#include <bit>
#include <cmath>
#include <string_view>

namespace passerelle::bench {
namespace {

using Word = std::array<std::string_view, 2>;  // English, French

constexpr auto kDiseases = std::to_array<Word>({
    {"cancer", "cancer"},
    {"diabetes", "diabète"},
    {"stroke", "accident vasculaire cérébral"},
    {"asthma", "asthme"},
    {"dementia", "démence"},
    {"heart failure", "insuffisance cardiaque"},
    {"depression", "dépression"},
    {"breast cancer", "cancer du sein"},
    {"hypertension", "hypertension artérielle"},
    {"chronic kidney disease", "maladie rénale chronique"},
    {"colorectal cancer", "cancer colorectal"},
    {"COVID-19", "COVID-19"},
    {"influenza", "grippe"},
    {"epilepsy", "épilepsie"},
    {"multiple sclerosis", "sclérose en plaques"},
    {"rheumatoid arthritis", "polyarthrite rhumatoïde"},
    {"hepatitis C", "hépatite C"},
    {"tuberculosis", "tuberculose"},
    {"lung cancer", "cancer du poumon"},
    {"prostate cancer", "cancer de la prostate"},
    {"obesity", "obésité"},
    {"HIV infection", "infection par le VIH"},
    {"osteoporosis", "ostéoporose"},
    {"schizophrenia", "schizophrénie"},
    {"cystic fibrosis", "mucoviscidose"},
    {"haemophilia", "hémophilie"},
    {"sepsis", "septicémie"},
    {"preterm birth", "naissance prématurée"},
    {"anaemia", "anémie"},
    {"migraine", "migraine"},
    {"Parkinson's disease", "maladie de Parkinson"},
    {"sickle cell disease", "drépanocytose"},
    {"psoriasis", "psoriasis"},
    {"endometriosis", "endométriose"},
    {"malaria", "paludisme"},
    {"glaucoma", "glaucome"},
    {"autism", "autisme"},
    {"coeliac disease", "maladie cœliaque"},
    {"lupus", "lupus"},
    {"measles", "rougeole"},
});
constexpr auto kKinds = std::to_array<Word>({
    {"registry", "registre"},
    {"hospital discharge records", "séjours hospitaliers"},
    {"cohort", "cohorte"},
    {"prescriptions", "prescriptions"},
    {"reimbursement claims", "remboursements"},
    {"laboratory results", "résultats de laboratoire"},
    {"clinical trial", "essai clinique"},
    {"primary care records", "dossiers de médecine générale"},
    {"survey", "enquête"},
    {"biobank", "biobanque"},
    {"imaging archive", "archive d'imagerie"},
    {"mortality records", "causes de décès"},
    {"screening programme", "programme de dépistage"},
    {"vaccination register", "registre des vaccinations"},
    {"emergency visits", "passages aux urgences"},
    {"genome sequences", "séquences génomiques"},
    {"pathology reports", "comptes rendus d'anatomopathologie"},
    {"medical device data", "données de dispositifs médicaux"},
    {"birth register", "registre des naissances"},
    {"wearable measurements", "mesures d'objets connectés"},
});
constexpr auto kPeople = std::to_array<Word>({
    {"adults", "adultes"},
    {"children", "enfants"},
    {"pregnant women", "femmes enceintes"},
    {"residents", "résidents"},
    {"older people", "personnes âgées"},
    {"newborns", "nouveau-nés"},
    {"patients of university hospitals", "patients des centres hospitaliers universitaires"},
    {"insured persons", "assurés sociaux"},
    {"adolescents", "adolescents"},
    {"veterans", "anciens combattants"},
});
constexpr auto kSentences = std::to_array<Word>({
    {"The data are pseudonymised and updated every year.",
     "Les données sont pseudonymisées et mises à jour chaque année."},
    {"Linkage with the mortality records is possible on request.",
     "Un appariement avec les causes de décès est possible sur demande."},
    {"Access needs a permit of the health data access body.",
     "L'accès nécessite une autorisation de l'organisme responsable de l'accès aux données."},
    {"Diagnoses are coded at discharge and checked by the hospital.",
     "Les diagnostics sont codés à la sortie et vérifiés par l'hôpital."},
    {"Follow-up includes hospitalisations, treatments and survival.",
     "Le suivi comprend les hospitalisations, les traitements et la survie."},
    {"Measurements were made by trained nurses at inclusion and after five years.",
     "Les mesures ont été faites par des infirmières formées à l'inclusion et après cinq ans."},
    {"Prescriptions and dispensations of medicines are complete since the beginning.",
     "Les prescriptions et les dispensations de médicaments sont complètes depuis le début."},
    {"The quality of the data is described in the annual report.",
     "La qualité des données est décrite dans le rapport annuel."},
    {"Socio-economic indicators come from the national statistical institute.",
     "Les indicateurs socio-économiques proviennent de l'institut national de statistique."},
    {"Biological samples are stored at minus eighty degrees.",
     "Les échantillons biologiques sont conservés à moins quatre-vingts degrés."},
    {"Persons who opted out are not included.",
     "Les personnes qui s'y sont opposées ne sont pas incluses."},
    {"Images are kept in DICOM with their reports.",
     "Les images sont conservées en DICOM avec leurs comptes rendus."},
});
constexpr auto kPlaces = std::to_array<std::string_view>({
    "Paris",      "Lyon",     "Helsinki", "Berlin",  "Copenhagen", "Madrid",    "Barcelona",
    "Lisbon",     "Dublin",   "Vienna",   "Prague",  "Warsaw",     "Brussels",  "Antwerp",
    "Rotterdam",  "Utrecht",  "Turku",    "Tampere", "Oulu",       "Bordeaux",  "Marseille",
    "Nantes",     "Toulouse", "Lille",    "Rennes",  "Munich",     "Hamburg",   "Cologne",
    "Milan",      "Rome",     "Bologna",  "Turin",   "Athens",     "Ljubljana", "Zagreb",
    "Bratislava", "Budapest", "Riga",     "Vilnius", "Tallinn",
});
constexpr auto kCountries = std::to_array<std::string_view>({
    "FR", "DE", "FI", "DK", "ES", "IT", "NL", "BE", "PT", "SE", "AT", "IE", "PL", "CZ",
    "GR", "HU", "RO", "BG", "HR", "SI", "SK", "EE", "LV", "LT", "LU", "MT", "CY",
});
constexpr auto kCategories = std::to_array<std::string_view>({
    "EHRS",
    "HRAD",
    "PHDR",
    "DIOH",
    "EHCT",
    "HGPD",
    "HPML",
    "EINS",
    "EMRD",
    "IDHP",
    "MEDR",
    "PGHA",
    "REDI",
    "RCDC",
    "SHSD",
    "WELL",
    "BIOB",
});
constexpr auto kThemes = std::to_array<std::string_view>({
    "HEAL",
    "NONCOMMUNICABLE_DISEASES",
    "CANCER_DISEASE",
    "HEALTH_SYSTEMS",
    "MENTAL_HEALTH",
    "RESPIRATORY_DISEASES",
    "LIFECOURSE_HEALTH",
    "HEALTH_PRODUCTS",
    "IMMUNIZATION_DISEASES",
    "REPRODUCTIVE_HEALTH",
    "ENVIRONMENTAL_HEALTH",
    "NUTRITION_SECURITY",
    "BLOOD_INFECTIONS",
    "INJURY_PREVENTION",
    "EMERGENCY_SETTINGS",
    "SENSORY_HEALTH",
    "TROPICAL_DISEASES",
    "VECTOR_DISEASES",
    "ENTERIC_INFECTIONS",
    "CLIMATE_HEALTH",
});
constexpr auto kCodes = std::to_array<std::string_view>({
    "ICD-10", "ATC",    "SNOMED-CT", "LOINC", "ICD-9-CM", "ORPHACODE", "ICD-O",
    "ICD-11", "MEDDRA", "NPU",       "ICF",   "HPO",      "HGNC",      "RXNORM",
    "UMLS",   "MESH",   "ICPC-2",    "EMDN",  "GMDN",     "OPS",
});
constexpr auto kStems = std::to_array<std::string_view>({
    "age",     "sex",    "date",   "diagnosis", "icd",        "dose",   "result",    "visit",
    "status",  "weight", "height", "bmi",       "smoking",    "drug",   "unit",      "hospital",
    "region",  "birth",  "death",  "event",     "time",       "stage",  "grade",     "treatment",
    "glucose", "hba1c",  "ldl",    "pressure",  "creatinine", "income", "education", "marital",
    "code",    "score",  "biopsy", "allele",    "sample",     "device",
});
constexpr auto kEndings = std::to_array<std::string_view>({
    "",       "_1",        "_code", "_date",  "_at_entry", "_at_exit", "_group",
    "_2",     "_baseline", "_year", "_flag",  "_source",   "_first",   "_last",
    "_value", "_mean",     "_text", "_class", "_old",      "_new",
});

std::string text(std::string_view part) { return std::string(part); }

void add(std::vector<std::string>& list, std::string_view value) {
  for (const auto& known : list) {
    if (known == value) return;
  }
  list.emplace_back(value);
}

}  // namespace

// SplitMix64: one line, and the same everywhere.
std::uint64_t Corpus::next() {
  auto z = (state_ += 0x9E3779B97F4A7C15U);
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

std::size_t Corpus::skewed(std::size_t size) {
  // Uniform on the logarithm of the place.
  const double position = static_cast<double>(next() >> 11U) * 0x1.0p-53;
  return static_cast<std::size_t>(std::pow(static_cast<double>(size + 1), position)) - 1;
}

// A made-up name, as studies have them; some tens of thousands exist.
std::string Corpus::project() {
  constexpr auto kSyllables = std::to_array<std::string_view>(
      {"con", "ste", "lla", "nor", "epi", "ca",  "re", "mi", "to",  "vi",  "ta", "dia", "fin",
       "pro", "ge",  "ne",  "sa",  "lu",  "ber", "ra", "ti", "quo", "zen", "ma", "the"});
  std::string name;
  for (std::size_t i = 2 + below(3); i > 0; --i) name += one_of(kSyllables);
  name.front() = static_cast<char>(name.front() - 'a' + 'A');
  return name;
}

std::string Corpus::variable() {
  auto name = text(one_of(kStems)) + text(one_of(kEndings));
  if (chance(15)) name += "_" + std::to_string(below(400));
  return name;
}

search::SearchDocument Corpus::dataset(std::size_t number) {
  search::SearchDocument dataset;
  dataset.origin = "node" + std::to_string(number % 30);
  dataset.dataset =
      DatasetId("https://" + dataset.origin + ".example/dataset/" + std::to_string(number));
  const auto& disease = one_of(kDiseases);
  const auto& other = one_of(kDiseases);
  const auto& kind = one_of(kKinds);
  const auto& people = one_of(kPeople);
  const auto place = text(one_of(kPlaces));
  const auto name = project();
  dataset.titles["en"] = name + ": " + text(disease[0]) + " " + text(kind[0]) + " of " + place;
  dataset.titles["fr"] = name + " : " + text(kind[1]) + ", " + text(disease[1]) + ", " + place;
  auto& english = dataset.descriptions["en"];
  auto& french = dataset.descriptions["fr"];
  english = "Health data on " + text(disease[0]) + " and " + text(other[0]) + " among " +
            text(people[0]) + " in the region of " + place + ", project " + project() + ".";
  french = "Données de santé sur " + text(disease[1]) + " et " + text(other[1]) + " chez les " +
           text(people[1]) + " de la région de " + place + ", projet " + project() + ".";
  for (std::size_t i = 2 + below(5); i > 0; --i) {
    const auto& sentence = one_of(kSentences);
    english += " " + text(sentence[0]);
    french += " " + text(sentence[1]);
  }
  for (std::size_t i = 1 + below(4); i > 0; --i) {
    const auto& keyword = chance(60) ? one_of(kDiseases) : one_of(kKinds);
    add(dataset.keywords["en"], keyword[0]);
    add(dataset.keywords["fr"], keyword[1]);
  }
  std::vector<std::string> names;
  for (std::size_t i = 8 + below(25); i > 0; --i) add(names, variable());
  for (const auto& one : names) {
    dataset.variables.push_back({one, {{"en", catalogue::folded(one)}}, {}});
  }
  const auto country = below(3) == 0 ? std::string("FR") : text(one_of(kCountries));
  dataset.country = country;
  dataset.holder["en"] = "Institute " + std::to_string(skewed(40)) + " of " + country;
  dataset.access_right = chance(75) ? "NON_PUBLIC" : chance(60) ? "RESTRICTED" : "PUBLIC";
  for (std::size_t i = 1 + below(2); i > 0; --i) add(dataset.categories, one_of(kCategories));
  add(dataset.themes, "HEAL");
  for (std::size_t i = below(3); i > 0; --i) add(dataset.themes, one_of(kThemes));
  for (std::size_t i = 1 + below(3); i > 0; --i) add(dataset.coding_systems, one_of(kCodes));
  if (chance(80)) {
    dataset.age_from = chance(60) ? 18 : 0;
    dataset.age_to = chance(50) ? 110 : 20 + static_cast<int>(below(80));
  }
  if (chance(85)) dataset.individuals = std::int64_t{1} << (4 + below(22));
  const search::Days start(std::chrono::days(5'000 + below(14'000)));
  if (chance(90)) dataset.period_from = start;
  if (chance(60)) dataset.period_to = start + std::chrono::days(below(6'000));
  dataset.modified = Instant(std::chrono::hours(430'000 + below(60'000)));
  return dataset;
}

std::string Corpus::typed_words(std::size_t count) {
  std::string words;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t language = chance(60) ? 0 : 1;
    const auto from = below(10);
    std::string word = from < 5   ? text(one_of(kDiseases)[language])
                       : from < 8 ? text(one_of(kKinds)[language])
                       : from < 9 ? text(one_of(kPlaces))
                                  : text(one_of(kStems));
    words += (words.empty() ? "" : " ") + word;
  }
  return words;
}

Corpus::Question Corpus::question() {
  using search::Facet;
  Question question;
  auto& query = question.query;
  const auto narrow = [&](Facet facet, std::string_view value) {
    query.values[search::index_of(facet)].emplace_back(value);
  };
  const auto kind = below(100);
  if (kind < 8) {
    question.kind = "everything";
  } else if (kind < 22) {
    question.kind = "filters only";
    narrow(Facet::country, one_of(kCountries));
    if (chance(50)) narrow(Facet::category, one_of(kCategories));
    if (chance(30)) narrow(Facet::category, one_of(kCategories));
    if (chance(30)) query.days = search::Range<std::int32_t>{10'000, 14'000};
    if (chance(30)) query.ages = search::Range<std::int16_t>{0, 17};
  } else if (kind < 45) {
    question.kind = "one word";
    query.text = typed_words(1) + " ";
  } else if (kind < 60) {
    question.kind = "two or three words";
    query.text = typed_words(2 + below(2)) + " ";
  } else if (kind < 70) {
    question.kind = "as you type";
    query.text = typed_words(1 + below(2));
    while (query.text.size() > 4 && (below(3) > 0 || (query.text.back() & 0x80) != 0)) {
      query.text.pop_back();
    }
  } else if (kind < 78) {
    question.kind = "words and filters";
    query.text = typed_words(1) + " ";
    narrow(Facet::country, one_of(kCountries));
    narrow(Facet::coding_system, one_of(kCodes));
  } else if (kind < 84) {
    question.kind = "phrase";
    const auto& sentence = one_of(kDiseases);
    query.text = "\"" + text(sentence[0]) + " " + text(one_of(kKinds)[0]) + "\"";
  } else if (kind < 89) {
    question.kind = "mistyped";
    query.text = typed_words(1);
    std::swap(query.text[1], query.text[2]);
    query.text += " ";
  } else if (kind < 94) {
    question.kind = "variables";
    query.all_variables = {variable(), "age"};
  } else if (kind < 97) {
    question.kind = "everyday words";
    query.text = chance(50) ? "health data " : "données de santé région ";
  } else {
    question.kind = "by title";
    query.text = chance(50) ? "" : typed_words(1) + " ";
    query.sort = search::Sort::title;
    query.title_language = chance(50) ? "en" : "fr";
  }
  if (chance(10)) query.first = 20 * (1 + below(5));
  return question;
}

}  // namespace passerelle::bench
