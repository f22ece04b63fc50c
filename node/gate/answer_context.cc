#include "node/gate/answer_context.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "node/crypto/digest.h"

namespace passerelle::gate {
namespace {

constexpr std::int64_t kMostRounds = 1000;
constexpr std::int64_t kMostVersions = 1'000'000;
constexpr std::size_t kDigestCharacters = 64;

int small_number(Fields& fields, const char* name, std::int64_t least, std::int64_t most) {
  const auto number = fields.integer(name);
  if (number < least || number > most) {
    fields.fail(name, "is out of range");
    return static_cast<int>(least);
  }
  return static_cast<int>(number);
}

std::string digest(Fields& fields, const char* name) {
  auto text = fields.text(name);
  const bool is_hex = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
  if (!is_hex || text.size() != kDigestCharacters) fields.fail(name, "is no SHA-256 in hex");
  return text;
}

Json versions_json(const std::vector<std::pair<DatasetId, std::string>>& versions) {
  Json list = Json::array();
  for (const auto& [dataset, version] : versions) {
    list.push_back({{"dataset", dataset.text()}, {"version", version}});
  }
  return list;
}

std::vector<std::pair<DatasetId, std::string>> read_versions(Fields& fields) {
  std::vector<std::pair<DatasetId, std::string>> versions;
  std::size_t index = 0;
  for (const auto& item : fields.array("dataset_versions")) {
    Fields version(item, fields.path_of("dataset_versions") + "/" + std::to_string(index++));
    auto dataset = DatasetId(version.text("dataset"));
    versions.emplace_back(std::move(dataset), version.text("version"));
    if (auto read = version.done(); !read) fields.fail(read.error());
  }
  return versions;
}

std::optional<UsedSet> read_used_set(Fields& fields) {
  const auto* written = fields.find("analysis_set");
  if (written == nullptr) return std::nullopt;
  Fields set(*written, fields.path_of("analysis_set"));
  UsedSet used{set.text("name"), digest(set, "sha256")};
  if (auto read = set.done(); !read) fields.fail(read.error());
  return used;
}

// Every rule stands there: what is left out could mean another value in another version.
disclosure::Rules read_rules(Fields& fields) {
  const auto& written = fields.object("rules");
  auto rules = disclosure::rules_from_json(written, fields.path_of("rules"));
  if (!rules) {
    fields.fail(rules.error());
    return {};
  }
  if (disclosure::to_json(*rules) != written) fields.fail("rules", "is not every rule");
  return *rules;
}

}  // namespace

std::string rules_digest(const disclosure::Rules& rules) {
  return crypto::sha256_hex(canonical_text(disclosure::to_json(rules)));
}

std::string transcript_digest(const std::map<NodeId, std::string>& answer_digests) {
  Json by_node = Json::object();
  for (const auto& [node, answer] : answer_digests) by_node[node.text()] = answer;
  return crypto::sha256_hex(canonical_text(by_node));
}

Json to_json(const AnswerContext& context) {
  Json json{{"run", context.run.text()},
            {"round", context.round},
            {"requesting_node", context.requesting_node.text()},
            {"executing_node", context.executing_node.text()},
            {"permit", context.permit.text()},
            {"permit_version", context.permit_version},
            {"study_digest", context.study_digest},
            {"dataset_versions", versions_json(context.dataset_versions)},
            {"rules", disclosure::to_json(context.rules)}};
  if (!context.transcript_digest.empty()) json["transcript_digest"] = context.transcript_digest;
  if (context.opt_out) json["opt_out"] = privacy::to_json(*context.opt_out);
  if (const auto& set = context.analysis_set) {
    json["analysis_set"] = {{"name", set->name}, {"sha256", set->sha256}};
  }
  return json;
}

Json to_json(const PooledContext& context) {
  return {{"run", context.run.text()},
          {"rounds", context.rounds},
          {"requesting_node", context.requesting_node.text()},
          {"study_digest", context.study_digest},
          {"transcript_digest", context.transcript_digest},
          {"rules_digest", context.rules_digest}};
}

AnswerContext read_answer_context(Fields& fields) {
  AnswerContext context;
  context.run = RunId(fields.text("run"));
  context.round = small_number(fields, "round", 0, kMostRounds);
  context.requesting_node = NodeId(fields.text("requesting_node"));
  context.executing_node = NodeId(fields.text("executing_node"));
  context.permit = PermitId(fields.text("permit"));
  context.permit_version = small_number(fields, "permit_version", 1, kMostVersions);
  context.study_digest = digest(fields, "study_digest");
  context.dataset_versions = read_versions(fields);
  if (fields.has("transcript_digest")) {
    context.transcript_digest = digest(fields, "transcript_digest");
  }
  // The first round follows from nothing, every other one from the round before.
  if (context.transcript_digest.empty() != (context.round == 0)) {
    fields.fail("transcript_digest", "stands in every round but the first");
  }
  context.rules = read_rules(fields);
  if (const auto* written = fields.find("opt_out"); written != nullptr) {
    auto opt_out = privacy::treatment_from_json(*written, fields.path_of("opt_out"));
    if (!opt_out) fields.fail(opt_out.error());
    else context.opt_out = *std::move(opt_out);
  }
  context.analysis_set = read_used_set(fields);
  return context;
}

PooledContext read_pooled_context(Fields& fields) {
  PooledContext context;
  context.run = RunId(fields.text("run"));
  context.rounds = small_number(fields, "rounds", 1, kMostRounds);
  context.requesting_node = NodeId(fields.text("requesting_node"));
  context.study_digest = digest(fields, "study_digest");
  context.transcript_digest = digest(fields, "transcript_digest");
  context.rules_digest = digest(fields, "rules_digest");
  return context;
}

}  // namespace passerelle::gate
