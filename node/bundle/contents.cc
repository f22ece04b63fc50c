#include "node/bundle/contents.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "node/base/fields.h"
#include "node/bundle/errors.h"

namespace passerelle::bundle {
namespace {

constexpr std::string_view kSignatures = "signatures/";
constexpr std::string_view kPermits = "permits/";
constexpr std::string_view kEnding = ".json";
constexpr int kMostRounds = 1000;

std::string round_name(int round, const NodeId& node) {
  return std::to_string(round) + "-" + node.text() + std::string(kEnding);
}

// Returns what stands between folder and ending, nothing for a path elsewhere.
std::optional<std::string_view> name_in(std::string_view path, std::string_view folder) {
  if (!path.starts_with(folder) || !path.ends_with(kEnding)) return std::nullopt;
  if (path.size() <= folder.size() + kEnding.size()) return std::nullopt;
  return path.substr(folder.size(), path.size() - folder.size() - kEnding.size());
}

std::optional<std::pair<int, NodeId>> round_and_node(std::string_view name) {
  int round = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), round);
  const auto digits = static_cast<std::size_t>(end - name.data());
  if (error != std::errc{} || digits + 1 >= name.size() || name[digits] != '-') return std::nullopt;
  if (round < 0 || round > kMostRounds) return std::nullopt;
  return std::pair{round, NodeId(std::string(name.substr(digits + 1)))};
}

Result<std::string> file(const Files& files, const std::string& path) {
  const auto found = files.find(path);
  if (found == files.end()) return Error{BundleError::incomplete, path + " is missing"};
  return found->second;
}

Result<void> read_run(const Files& files, Contents& contents) {
  const auto text = file(files, kRunPath);
  if (!text) return text.error();
  const auto json = parse_json(*text);
  if (!json)
    return Error{BundleError::malformed, std::string(kRunPath) + ": " + json.error().detail};
  Fields fields(*json, "");
  if (fields.text("passerelle") != "run/1") fields.fail("passerelle", "run/1 is expected");
  contents.run = RunId(fields.text("run"));
  contents.requesting_node = NodeId(fields.text("requesting_node"));
  contents.submitted = fields.instant("submitted");
  contents.software_version = fields.text("software_version");
  // What follows from the signed documents is compared with them as a whole file.
  fields.integer("rounds");
  fields.array("answers");
  if (auto read = fields.done(); !read) {
    return Error{BundleError::malformed, std::string(kRunPath) + ": " + read.error().detail};
  }
  return {};
}

Result<void> read_answers(const Files& files, Contents& contents) {
  for (const auto& [path, envelope] : files) {
    const auto name = name_in(path, kSignatures);
    if (!name || path == kPooledPath) continue;
    const auto place = round_and_node(*name);
    if (!place) return Error{BundleError::malformed, path + " names no round and node"};
    const auto& [round, node] = *place;
    // "00-fr" would be a second name of the same answer.
    if (answer_path(round, node) != path) {
      return Error{BundleError::malformed, path + " is not " + answer_path(round, node)};
    }
    auto receipt = file(files, receipt_path(round, node));
    if (!receipt) return receipt.error();
    contents.answers[round][node] = {envelope, *std::move(receipt)};
  }
  if (contents.answers.empty()) return Error{BundleError::incomplete, "it holds no answers"};
  return {};
}

}  // namespace

std::string answer_path(int round, const NodeId& node) {
  return std::string(kSignatures) + round_name(round, node);
}

std::string receipt_path(int round, const NodeId& node) {
  return "receipts/" + round_name(round, node);
}

std::string permit_path(const NodeId& node) {
  return std::string(kPermits) + node.text() + std::string(kEnding);
}

Files evidence_files(const Contents& contents) {
  Files files;
  files[kStudyPath] = contents.study;
  files[kTrustPath] = contents.trust_list;
  for (const auto& [node, permit] : contents.permits) files[permit_path(node)] = permit;
  for (const auto& [round, answers] : contents.answers) {
    for (const auto& [node, answer] : answers) {
      files[answer_path(round, node)] = answer.envelope;
      files[receipt_path(round, node)] = answer.receipt;
    }
  }
  files[kPooledPath] = contents.pooled.envelope;
  files[kPooledReceiptPath] = contents.pooled.receipt;
  return files;
}

Result<Contents> read_contents(const Files& files) {
  Contents contents;
  if (auto read = read_run(files, contents); !read) return read.error();
  const std::pair<const char*, std::string*> parts[]{
      {kStudyPath, &contents.study},
      {kTrustPath, &contents.trust_list},
      {kPooledPath, &contents.pooled.envelope},
      {kPooledReceiptPath, &contents.pooled.receipt}};
  for (const auto& [path, part] : parts) {
    auto text = file(files, path);
    if (!text) return text.error();
    *part = *std::move(text);
  }
  if (auto read = read_answers(files, contents); !read) return read.error();
  for (const auto& [path, envelope] : files) {
    if (const auto node = name_in(path, kPermits)) {
      contents.permits[NodeId(std::string(*node))] = envelope;
    }
  }
  for (const auto& [node, answer] : contents.answers.begin()->second) {
    if (!contents.permits.contains(node)) {
      return Error{BundleError::incomplete, permit_path(node) + " is missing"};
    }
  }
  return contents;
}

}  // namespace passerelle::bundle
