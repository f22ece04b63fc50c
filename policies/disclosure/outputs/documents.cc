#include "policies/disclosure/outputs/documents.h"

#include <nlohmann/json.hpp>

#include "policies/disclosure/outputs/reading.h"

namespace passerelle::disclosure::outputs {
namespace {

Result<Json> answer_one(const Json& item,
                        const std::string& path,
                        std::size_t place,
                        const Answer& answer) {
  Fields fields(item, path);
  const auto id = fields.text_or("id", std::to_string(place));
  ignore(fields, {"expected", "why"});
  auto result = answer(fields);
  // A field that is wrong or unknown is said before what follows from it.
  if (auto done = fields.done(); !done) return done.error();
  if (!result) return result;
  (*result)["id"] = id;
  return result;
}

Result<Json> answer_items(const Json& items, const std::string& path, const Answer& answer) {
  auto results = Json::array();
  for (const auto& item : items) {
    const auto place = results.size();
    auto result = answer_one(item, path + "/" + std::to_string(place), place, answer);
    if (!result) return result;
    results.push_back(*std::move(result));
  }
  return Json{{"results", std::move(results)}};
}

}  // namespace

Result<Json> answer_all(const Json& document, std::string_view list, const Answer& answer) {
  if (!document.is_object() || !document.contains(list)) return answer_documents(document, answer);
  const auto& items = document.at(std::string(list));
  const auto path = "/" + std::string(list);
  if (!items.is_array()) return Error{BaseError::malformed, path + ": a list is expected"};
  return answer_items(items, path, answer);
}

Result<Json> answer_documents(const Json& document, const Answer& answer) {
  if (document.is_array()) return answer_items(document, "", answer);
  auto result = answer_one(document, "", 0, answer);
  if (!result) return result;
  return Json{{"results", Json::array({*std::move(result)})}};
}

}  // namespace passerelle::disclosure::outputs
