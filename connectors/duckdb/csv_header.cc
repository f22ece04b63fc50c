#include "connectors/duckdb/csv_header.h"

namespace passerelle::duckdb {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

Error broken(const char* why) {
  return {DuckdbError::malformed_file, std::string("the header line ") + why};
}

}  // namespace

Result<std::vector<std::string>> read_csv_header(std::string_view beginning) {
  const bool is_whole_file = beginning.size() < kMaximumHeaderRecord;
  if (beginning.starts_with(kByteOrderMark)) beginning.remove_prefix(kByteOrderMark.size());
  if (beginning.empty()) return broken("is missing: the file is empty");

  std::vector<std::string> names;
  std::string name;
  std::size_t at = 0;
  while (true) {
    if (at < beginning.size() && beginning[at] == '"') {
      ++at;
      while (true) {
        const auto quote = beginning.find('"', at);
        if (quote == std::string_view::npos) return broken("has a quote that does not end");
        name += beginning.substr(at, quote - at);
        at = quote + 1;
        if (at >= beginning.size() || beginning[at] != '"') break;
        name += '"';
        ++at;
      }
    } else {
      const auto end = std::min(beginning.find_first_of(",\r\n", at), beginning.size());
      name = beginning.substr(at, end - at);
      if (name.find('"') != std::string::npos) return broken("has a quote inside a name");
      at = end;
    }
    names.push_back(std::move(name));
    name.clear();
    if (at == beginning.size()) {
      if (!is_whole_file) return broken("does not end");
      return names;
    }
    const char after = beginning[at];
    ++at;
    if (after == ',') continue;
    if (after == '\n') return names;
    if (after == '\r' && at < beginning.size() && beginning[at] == '\n') return names;
    return broken("has text after a quote, or ends with a carriage return alone");
  }
}

}  // namespace passerelle::duckdb
