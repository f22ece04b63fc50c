// Routes that publish RDF: one graph in every syntax a reader can ask for, by Accept or by the
// ending of a file's name, plain or gzip, with validators for conditional requests. What was
// written out once is kept until the catalogue changes. Private to the room.
#pragma once

#include <vector>

#include "metadata/rdf/documents.h"
#include "node/api/router.h"
#include "node/service/catalogue/publishing.h"

namespace passerelle::api {

struct Publisher {
  std::vector<rdf::Syntax> offered;     // the first one is for a reader who takes anything
  std::vector<const char*> parameters;  // of the query; others change nothing
  Result<service::Publication> (*build)(const Call&);

  // Whether "text/turtle" stands without "; charset=utf-8". Readers who guess need the parameter;
  // clients of FAIR Data Points compare the whole field.
  bool has_bare_types = false;
};

Route published(unsigned entrances, const char* path, const char* summary, Publisher publisher);

}  // namespace passerelle::api
