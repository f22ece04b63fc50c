// For tests of this room: files in a folder of their own, and the rows that a source gives of them.
#pragma once

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "connectors/query/source.h"

namespace passerelle::duckdb {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "passerelle-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string file(const std::string& name) const { return (path_ / name).string(); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(file(name), std::ios::binary) << text;
    return file(name);
  }

 private:
  std::filesystem::path path_;
};

// All rows of a source, in one batch.
inline Result<query::RowBatch> read_all(Result<std::unique_ptr<query::Source>> source,
                                        const std::vector<std::string>& names) {
  if (!source) return source.error();
  query::RowBatch all;
  auto done = (*source)->read(names, [&](query::RowBatch batch) -> Result<void> {
    REQUIRE(batch.columns.size() == names.size());
    if (all.columns.empty()) {
      all = std::move(batch);
      return {};
    }
    all.rows += batch.rows;
    for (std::size_t i = 0; i < names.size(); ++i) {
      auto& to = all.columns[i];
      auto& from = batch.columns[i];
      to.missing.insert(to.missing.end(), from.missing.begin(), from.missing.end());
      std::visit(
          [&](auto& values) {
            auto& more = std::get<std::decay_t<decltype(values)>>(from.values);
            values.insert(values.end(), more.begin(), more.end());
          },
          to.values);
    }
    return {};
  });
  if (!done) return done.error();
  return all;
}

template <class T>
const std::vector<T>& values(const query::RowBatch& batch, std::size_t column) {
  return std::get<std::vector<T>>(batch.columns.at(column).values);
}

}  // namespace passerelle::duckdb
