#include "tests/conformance/analyses/comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace passerelle::conformance {
namespace {

double difference(const Json& ours, const Json& theirs, double scale) {
  if (!ours.is_number() || !theirs.is_number()) {
    return ours == theirs ? 0 : std::numeric_limits<double>::infinity();
  }
  const double a = ours.get<double>(), b = theirs.get<double>();
  return std::abs(a - b) / std::max({std::abs(b), scale, 1e-3});
}

// Of a scale that is one number, or one for each element or field.
Json scale_at(const Json& scale, const std::string& key) {
  if (scale.is_object() && scale.contains(key)) return scale[key];
  if (scale.is_array() && std::stoul(key) < scale.size()) return scale[std::stoul(key)];
  return scale.is_number() ? scale : Json(0);
}

// R writes a list of one as its element.
Json as_list(const Json& value) { return value.is_array() ? value : Json::array({value}); }

std::string beside(const std::string& place, const std::string& name) {
  return place.substr(0, place.rfind('/') + 1) + name;
}

// The elements of a list that stand where the reference has some.
Json elements_along(const Json& list, const Json& where, const Json& wanted) {
  Json found = Json::array();
  for (const auto& one : wanted) {
    const auto at = std::find(where.begin(), where.end(), one);
    found.push_back(at == where.end() ? Json("none")
                                      : list.at(static_cast<std::size_t>(at - where.begin())));
  }
  return found;
}

// The first elements, as many as there are numbers up to a limit.
Json first_until(Json list, const Json& numbers, double until) {
  const auto count = std::count_if(numbers.begin(), numbers.end(), [&](const Json& number) {
    return number.get<double>() <= until;
  });
  list.erase(list.begin() + count, list.end());
  return list;
}

bool is_square(const Json& value) {
  return std::all_of(value.begin(), value.end(), [&](const Json& row) {
    return row.is_array() && row.size() == value.size() && row[0].is_number();
  });
}

// An element of a covariance matrix is as large as the standard errors that it belongs to allow.
Json scale_of_row(const Json& matrix, std::size_t row) {
  Json scale = Json::array();
  for (std::size_t j = 0; j < matrix.size(); ++j) {
    scale.push_back(
        std::sqrt(std::abs(matrix[row][row].get<double>() * matrix[j][j].get<double>())));
  }
  return scale;
}

std::size_t index_of(const Json& levels, const Json& level) {
  const auto name = level.is_null() ? "(missing)" : level.get<std::string>();
  return static_cast<std::size_t>(std::find(levels.begin(), levels.end(), name) - levels.begin());
}

}  // namespace

void Comparison::number(const Json& ours,
                        const Json& theirs,
                        double scale,
                        const std::string& place) {
  tally_->add(row_, difference(ours, theirs, scale), tolerance_,
              row_.source + " " + place + ": " + ours.dump() + " is not " + theirs.dump());
}

void Comparison::list(const Json& ours,
                      const Json& theirs,
                      const Json& scale,
                      const std::string& place) {
  if (ours.size() != theirs.size()) {
    return tally_->fail(row_.source + " " + place + ": lists of other lengths");
  }
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    const auto key = std::to_string(i);
    value(ours[i], theirs[i], is_square(theirs) ? scale_of_row(theirs, i) : scale_at(scale, key),
          place + "/" + key);
  }
}

void Comparison::object(const Json& ours,
                        const Json& theirs,
                        const Json& scale,
                        const std::string& place) {
  if (ours.size() != theirs.size()) {
    return tally_->fail(row_.source + " " + place + ": other names");
  }
  for (const auto& [key, number] : theirs.items()) {
    const auto found = ours.find(key);
    if (found == ours.end()) tally_->fail(row_.source + " " + place + ": no " + key);
    else value(*found, number, scale_at(scale, key), place + "/" + key);
  }
}

void Comparison::value(const Json& ours,
                       const Json& theirs,
                       const Json& scale,
                       const std::string& place) {
  if (ours.is_object() && theirs.is_object()) return object(ours, theirs, scale, place);
  if (ours.is_array()) return list(ours, as_list(theirs), scale, place);
  if (ours.is_object() && theirs.is_array()) {
    Json ordered = Json::array();
    for (const auto& name : order_) ordered.push_back(ours.value(name, Json()));
    return list(ordered, theirs, scale, place);
  }
  number(ours, theirs, scale.is_number() ? scale.get<double>() : 0, place);
}

void Comparison::compare(const Json& answer,
                         const Json& reference,
                         const Quantity& quantity,
                         const Along& along) {
  tolerance_ = quantity.tolerance;
  for (const auto& places : named_places(answer, quantity.places)) {
    compare_one(answer, reference, places, quantity.scale, along);
  }
}

void Comparison::compare_one(const Json& answer,
                             const Json& reference,
                             const Places& places,
                             const Json& scale,
                             const Along& along) {
  const Json* ours = find_place(answer, places.ours);
  // What a reference says in other words stands in the form itself.
  const Json literal = places.theirs.starts_with('=') ? Json(places.theirs.substr(1)) : Json();
  const Json* theirs = literal.is_null() ? find_place(reference, places.theirs) : &literal;
  // A scale follows the names that stand for `*`.
  const Json* size = &scale;
  if (scale.is_string()) size = find_place(reference, beside(places.theirs, scale));
  if (ours == nullptr || theirs == nullptr || size == nullptr) {
    return tally_->fail(row_.source + " " + places.theirs + " or our " + places.ours +
                        " is not there");
  }
  const Json* where = find_place(answer, beside(places.ours, along.ours));
  if (along.ours.empty() || where == nullptr || !ours->is_array()) {
    return value(*ours, *theirs, *size, places.theirs);
  }
  const auto numbers = as_list(*find_place(reference, beside(places.theirs, along.theirs)));
  const auto wanted = first_until(numbers, numbers, along.until);
  list(elements_along(*ours, *where, wanted), first_until(as_list(*theirs), numbers, along.until),
       *size, places.theirs);
}

void Comparison::compare_cells(const Json& table,
                               const Json& list,
                               const std::string& node,
                               const std::string& rows,
                               const std::string& columns) {
  tolerance_ = 0;
  const auto& levels = table.at("levels");
  for (const auto& cell : list) {
    if (cell.value("country", "") != node) continue;
    auto ours = table.at("cells").at(index_of(levels.at("rows"), cell.at(rows)));
    if (!columns.empty()) ours = ours.at(index_of(levels.at("columns"), cell.at(columns)));
    number(ours, cell.at("Freq"), 0, cell.dump());
  }
}

}  // namespace passerelle::conformance
