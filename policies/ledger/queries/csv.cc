#include "policies/ledger/queries/csv.h"

#include <optional>

namespace passerelle::ledger::queries {
namespace {

Error wrong(std::size_t row, const char* what) {
  return {BaseError::malformed, "row " + std::to_string(row) + ": " + what};
}

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }

  // Reads up to and with the end of the line; nothing when a quote is wrong.
  std::optional<Row> row() {
    Row row;
    while (true) {
      auto field = this->field();
      if (!field) return std::nullopt;
      row.push_back(*std::move(field));
      if (take(",")) continue;
      if (at_end() || take("\r\n") || take("\n")) return row;
      return std::nullopt;
    }
  }

 private:
  bool take(std::string_view sign) {
    if (!rest_.starts_with(sign)) return false;
    rest_.remove_prefix(sign.size());
    return true;
  }

  std::string take_until(std::string_view signs) {
    std::string taken(rest_.substr(0, rest_.find_first_of(signs)));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  std::optional<std::string> field() {
    if (!take("\"")) return take_until(",\"\r\n");
    std::string field;
    while (true) {
      field += take_until("\"");
      if (!take("\"")) return std::nullopt;
      if (!take("\"")) return field;
      field += '"';
    }
  }

  std::string_view rest_;
};

}  // namespace

Result<std::vector<Row>> rows_of_csv(std::string_view text) {
  std::vector<Row> rows;
  Reader reader(text);
  while (!reader.at_end()) {
    auto row = reader.row();
    if (!row) return wrong(rows.size() + 1, "a quote or an end of line is out of place");
    if (!rows.empty() && row->size() != rows.front().size()) {
      return wrong(rows.size() + 1, "as many fields as in the header are expected");
    }
    rows.push_back(*std::move(row));
  }
  return rows;
}

}  // namespace passerelle::ledger::queries
