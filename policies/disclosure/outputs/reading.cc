#include "policies/disclosure/outputs/reading.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace passerelle::disclosure::outputs {
namespace {

constexpr std::string_view kCountExpected = ": a count from 0 to 10^12 is expected";

bool is_count(const Json& value) {
  if (!value.is_number_integer()) return false;
  if (value.is_number_unsigned()) {
    return value.get<std::uint64_t>() <= static_cast<std::uint64_t>(kGreatestCount);
  }
  return value.get<std::int64_t>() >= 0 && value.get<std::int64_t>() <= kGreatestCount;
}

std::int64_t count_at(Fields& fields, const Json& value, const std::string& path) {
  if (is_count(value)) return value.get<std::int64_t>();
  fields.fail(Error{BaseError::malformed, path + std::string(kCountExpected)});
  return 0;
}

}  // namespace

void ignore(Fields& fields, std::initializer_list<std::string_view> names) {
  for (const auto name : names) static_cast<void>(fields.find(name));
}

void each_object(Fields& fields, std::string_view name, const std::function<void(Fields&)>& show) {
  const auto& list = fields.array(name);
  for (std::size_t i = 0; i < list.size() && !fields.failed(); ++i) {
    Fields item(list[i], fields.path_of(name) + "/" + std::to_string(i));
    show(item);
    if (auto done = item.done(); !done) fields.fail(done.error());
  }
}

std::int64_t count(Fields& fields, std::string_view name) {
  return count_at(fields, fields.any(name), fields.path_of(name));
}

std::int64_t count_or(Fields& fields, std::string_view name, std::int64_t otherwise) {
  return fields.find(name) == nullptr ? otherwise : count(fields, name);
}

std::optional<std::int64_t> count_if_there(Fields& fields, std::string_view name) {
  if (fields.find(name) == nullptr) return std::nullopt;
  return count(fields, name);
}

std::vector<std::int64_t> counts(Fields& fields, std::string_view name) {
  std::vector<std::int64_t> read;
  for (const auto& item : fields.array(name)) {
    read.push_back(
        count_at(fields, item, fields.path_of(name) + "/" + std::to_string(read.size())));
  }
  return read;
}

std::map<std::string, std::int64_t> named_counts(Fields& fields, std::string_view name) {
  std::map<std::string, std::int64_t> read;
  for (const auto& [key, item] : fields.object(name).items()) {
    read[key] = count_at(fields, item, fields.path_of(name) + "/" + pointer_step(key));
  }
  return read;
}

std::vector<double> values(Fields& fields, std::string_view name) {
  std::vector<double> read;
  for (const auto& item : fields.array(name)) {
    if (!item.is_number() || std::abs(item.get<double>()) > kGreatestValue) {
      fields.fail(Error{BaseError::malformed, fields.path_of(name) + "/" +
                                                  std::to_string(read.size()) +
                                                  ": a number of at most 1e300 is expected"});
      return {};
    }
    read.push_back(item.get<double>());
  }
  return read;
}

}  // namespace passerelle::disclosure::outputs
