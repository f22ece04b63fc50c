#include "node/bundle/beside.h"

namespace passerelle::bundle {
namespace {

// How many columns at the beginning name the row.
std::size_t leading_texts(const Table& table) {
  std::size_t count = 0;
  while (count < table.columns.size() && table.columns[count].kind == Kind::text) ++count;
  return count;
}

std::vector<Value> row_at(const Table& table,
                          std::size_t row,
                          std::size_t place,
                          const std::string& where) {
  auto values = table.rows[row];
  values.insert(values.begin() + static_cast<std::ptrdiff_t>(place), Value(where));
  return values;
}

bool has_same_rows(const Table& pooled, const std::vector<const Table*>& own) {
  const auto place = leading_texts(pooled);
  for (const auto* table : own) {
    if (table->rows.size() != pooled.rows.size()) return false;
    for (std::size_t i = 0; i < pooled.rows.size(); ++i) {
      for (std::size_t k = 0; k < place; ++k) {
        if (table->rows[i][k] != pooled.rows[i][k]) return false;
      }
    }
  }
  return true;
}

Table joined(const Table& pooled,
             const std::vector<const Table*>& own,
             const std::map<std::string, std::string>& places,
             const Messages& say) {
  auto table = pooled;
  const auto place = leading_texts(pooled);
  table.columns.insert(table.columns.begin() + static_cast<std::ptrdiff_t>(place),
                       {"where", say("column.where"), Kind::text});
  table.rows.clear();
  const auto all = say("where.pooled");
  const auto add_own = [&](const Table& one, std::size_t row) {
    table.rows.push_back(row_at(one, row, place, places.at(one.node)));
  };
  const bool is_row_by_row = has_same_rows(pooled, own);
  for (std::size_t i = 0; i < pooled.rows.size(); ++i) {
    table.rows.push_back(row_at(pooled, i, place, all));
    if (!is_row_by_row) continue;
    for (const auto* one : own) add_own(*one, i);
  }
  if (is_row_by_row) return table;
  for (const auto* one : own) {
    for (std::size_t i = 0; i < one->rows.size(); ++i) add_own(*one, i);
  }
  return table;
}

}  // namespace

std::vector<Table> beside_each_other(const std::vector<Table>& tables,
                                     const std::map<std::string, std::string>& places,
                                     const Messages& say) {
  std::vector<Table> shown;
  for (const auto& pooled : tables) {
    if (!pooled.node.empty()) continue;
    std::vector<const Table*> own;
    for (const auto& other : tables) {
      if (!other.node.empty() && other.part == pooled.part) own.push_back(&other);
    }
    shown.push_back(own.empty() ? pooled : joined(pooled, own, places, say));
  }
  return shown;
}

}  // namespace passerelle::bundle
