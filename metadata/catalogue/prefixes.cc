#include "metadata/catalogue/prefixes.h"

#include "metadata/catalogue/vocabulary.h"

namespace passerelle::catalogue {

void set_usual_prefixes(rdf::Graph& graph) {
  using namespace vocabulary;
  for (const auto& [prefix, name_space] : {std::pair{"access-right", kAccessRight},
                                           {"adms", kAdms},
                                           {"country", kCountry},
                                           {"csvw", kCsvw},
                                           {"cv", kCv},
                                           {"data-theme", kDataTheme},
                                           {"dcat", kDcat},
                                           {"dcatap", kDcatap},
                                           {"dct", kDct},
                                           {"dpv", kDpv},
                                           {"dqv", kDqv},
                                           {"foaf", kFoaf},
                                           {"geodcatap", kGeodcat},
                                           {"healthcategory", kHealthCategories},
                                           {"healthdcatap", kHealth},
                                           {"oa", kOa},
                                           {"odrl", kOdrl},
                                           {"prov", kProv},
                                           {"rdfs", kRdfs},
                                           {"skos", kSkos},
                                           {"vcard", kVcard},
                                           {"xsd", kXsd}}) {
    graph.set_prefix(prefix, name_space);
  }
}

}  // namespace passerelle::catalogue
