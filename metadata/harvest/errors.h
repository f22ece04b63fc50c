// Why a harvest lacks something. The sentence of the Error says what was met; the place stands
// beside it.
#pragma once

#include <system_error>

#include "node/base/error.h"

namespace passerelle::harvest {

enum class HarvestError {
  bad_status = 1,        // the server answered, but not with a page
  unknown_syntax,        // a page in no syntax of RDF that we read
  not_a_catalogue,       // RDF, but not what this kind of source consists of
  page_loop,             // pages that lead back to themselves
  repeated_page,         // a page that says nothing new and yet names a next one
  too_many_pages,        // one of the limits on a harvest
  too_many_bytes,        //
  too_many_datasets,     //
  out_of_time,           //
  fewer_than_announced,  // the pages hold fewer datasets than the catalogue says it has
  described_twice,       // two pages describe one dataset differently
  no_iri,                // a dataset without a name that lasts
  missing_record,        // a dataset of which a part cannot be had
  bad_activity,          // an entry of a feed that does not say what happened to what
  too_many_failures,     // page after page cannot be had
};
std::error_code make_error_code(HarvestError code);

}  // namespace passerelle::harvest

template <>
struct std::is_error_code_enum<passerelle::harvest::HarvestError> : std::true_type {};
