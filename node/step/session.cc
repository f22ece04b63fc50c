#include "node/step/session.h"

#include <algorithm>
#include <fstream>
#include <new>
#include <nlohmann/json.hpp>

#include "connectors/duckdb/duckdb_source.h"
#include "node/analysis/partial.h"
#include "node/analysis/plan.h"
#include "node/analysis/published_set.h"
#include "node/analysis/step.h"
#include "node/base/encoding.h"
#include "node/base/secret.h"
#include "node/crypto/digest.h"
#include "node/step/errors.h"
#include "node/step/frames.h"

namespace passerelle::step {
namespace {

using query::Binding;

Json refusal(const Error& error) {
  return {{"ok", false}, {"error", {{"code", error.name()}, {"detail", error.detail}}}};
}

// A list of what `read` makes of each part, which must not be empty.
template <class T>
Result<std::vector<T>> list_of(Fields& fields,
                               const char* field,
                               Result<T> (*read)(const Json&, const std::string&)) {
  std::vector<T> parts;
  const auto& list = fields.array(field);
  if (list.empty()) fields.fail(field, "at least one is expected");
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto part = read(list[i], fields.path_of(field) + "/" + std::to_string(i));
    if (!part) return part.error();
    parts.push_back(*std::move(part));
  }
  return parts;
}

Result<SandboxRequest> sandbox_of(const Json& value, const std::vector<Binding>& bindings) {
  Fields fields(value, "/sandbox");
  SandboxRequest request;
  const auto mode = fields.text("mode");
  if (mode == "best_effort") request.mode = SandboxMode::best_effort;
  else if (mode != "required") fields.fail("mode", "required or best_effort is expected");
  request.memory_bytes = static_cast<std::uint64_t>(fields.integer_or("memory_bytes", 0));
  request.cpu_limit = std::chrono::seconds(fields.integer_or("cpu_seconds", 0));
  if (auto read = fields.done(); !read) return read.error();
  for (const auto& binding : bindings) {
    for (const auto& [part, file] : binding.files()) request.files.push_back(file);
  }
  return request;
}

std::vector<std::string> names_of(const std::vector<query::LogicalColumn>& columns) {
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(column.name);
  return names;
}

void wipe_all(std::vector<std::vector<std::string>>& lists) {
  for (auto& texts : lists) {
    for (auto& text : texts) wipe(text);
  }
}

Result<std::map<NodeId, analysis::Partial>> round_from_json(const Json& value,
                                                            const std::string& path) {
  if (!value.is_object()) return Error{StepError::protocol, path + ": an object is expected"};
  std::map<NodeId, analysis::Partial> round;
  for (const auto& [node, written] : value.items()) {
    auto partial = analysis::partial_from_json(written, path + "/" + pointer_step(node));
    if (!partial) return partial.error();
    round.emplace(NodeId(node), *std::move(partial));
  }
  return round;
}

struct Digest {
  std::string sha256;
  std::uint64_t size = 0;
};

// The bytes of a file as they are now: what a dataset version means.
Result<Digest> digest_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return Error{StepError::cannot_read, "no such file, or it may not be read by the node"};
  crypto::Sha256 digest;
  std::uint64_t size = 0;
  std::string block(std::size_t{1} << 20, '\0');
  while (in) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    const auto count = static_cast<std::size_t>(in.gcount());
    digest.update(std::string_view(block).substr(0, count));
    size += count;
  }
  if (in.bad()) return Error{StepError::cannot_read, "the file could not be read to its end"};
  return Digest{to_hex(digest.finish()), size};
}

// Of a table in parts, the digest is that of its parts' names and digests.
Result<Json> digest_of(const Binding& binding) {
  Digest whole;
  std::string parts;
  for (const auto& [part, file] : binding.files()) {
    const auto digest = digest_of(file);
    if (!digest) return digest.error();
    whole.sha256 = digest->sha256;
    whole.size += digest->size;
    parts += part + " " + digest->sha256 + "\n";
  }
  if (!binding.parts.empty()) whole.sha256 = crypto::sha256_hex(parts);
  return Json{{"sha256", whole.sha256}, {"size", whole.size}};
}

// The study, with the set of rows that it names as this node's holder has published it.
Result<analysis::StudyPlan> plan_of(const Json& study, const Json* analysis_set) {
  auto plan = analysis::compile_study(study);
  if (!plan) return plan.error();
  if (plan->named_set.has_value() != (analysis_set != nullptr)) {
    return Error{StepError::protocol,
                 "a definition comes with a study that names a set, and only "
                 "with such"};
  }
  if (analysis_set == nullptr) return plan;
  const auto set = analysis::published_set_from_json(*analysis_set, "/analysis_set");
  if (!set) return set.error();
  if (set->name != plan->named_set->name) {
    return Error{StepError::protocol, "the definition is of another set than the study names"};
  }
  return analysis::with_analysis_set(*std::move(plan), *set);
}

}  // namespace

std::string Session::answer(std::string_view request) {
  Result<Json> answer = Error{BaseError::internal};
  members_.clear();
  try {
    auto read = parse_json(request, kMaximumFrameBytes);
    answer = read ? respond(*read) : Result<Json>(read.error());
  } catch (const std::bad_alloc&) {
    work_.reset();
    members_.clear();
    answer = Error{StepError::out_of_memory, "the rows do not fit into the worker's memory"};
  } catch (const std::exception&) {
    // Its sentence may quote data.
    answer = Error{BaseError::internal, "the worker met a mistake of ours"};
  }
  auto text = canonical(answer ? *answer : refusal(answer.error()));
  if (!text) {
    members_.clear();
    text = canonical(refusal(text.error()));
  }
  if (!members_.empty()) text->append("\n").append(std::exchange(members_, {}));
  return *std::move(text);
}

Result<Json> Session::respond(Json& request) {
  Fields fields(request, "");
  const auto what = fields.text("do");
  if (what == "exclude") return exclude(request);
  if (what == "open") return open(fields);
  if (what == "step") return step(fields);
  if (what == "probe") return probe(fields);
  if (what == "report") return report(fields);
  return Error{StepError::protocol, "/do: exclude, open, step, probe or report is expected"};
}

Result<Json> Session::close_in(Fields& fields, const std::vector<Binding>& bindings) {
  const auto request = sandbox_of(fields.object("sandbox"), bindings);
  if (auto read = fields.done(); !read) return read.error();
  if (!request) return request.error();
  if (is_closed_in_) return Error{StepError::protocol, "the worker is closed in already"};
  is_closed_in_ = true;
  const auto report = close_in_(*request);
  if (!report) return report.error();
  return to_json(*report);
}

Result<Json> Session::exclude(Json& request) {
  std::vector<std::vector<std::string>> opted_out;
  std::vector<std::string> spaces;
  Fields fields(request, "");
  fields.text("do");
  const auto texts = [&](const char* name, const Json& list, std::vector<std::string>& into) {
    if (!list.is_array()) fields.fail(name, "a list of texts is expected");
    for (const auto& item : list) {
      if (const auto* text = item.get_ptr<const std::string*>()) into.push_back(*text);
      else fields.fail(name, "texts are expected");
    }
  };
  for (const auto& persons : fields.array("persons")) {
    texts("persons", persons, opted_out.emplace_back());
  }
  texts("spaces", fields.array("spaces"), spaces);
  auto key = from_base64url(fields.text("key"));
  auto pseudonyms = crypto::Pseudonyms::with_key(key ? *key : std::string());
  if (key) wipe(*key);
  const auto read = fields.done();
  wipe(request);
  if (!read) return read.error();
  if (!pseudonyms) return pseudonyms.error();
  if (is_closed_in_) {
    return Error{StepError::protocol, "who opted out is said before anything else"};
  }
  persons_ = std::make_unique<Persons>(
      Persons{std::move(opted_out), std::move(spaces), *std::move(pseudonyms)});
  return Json{{"ok", true}};
}

Result<Json> Session::open(Fields& fields) {
  const auto tables = list_of(fields, "tables", query::study_table_from_json);
  if (!tables) return tables.error();
  std::vector<Binding> bindings;
  for (const auto& table : *tables) {
    for (auto& binding : table.bindings()) bindings.push_back(std::move(binding));
  }
  const auto& study = fields.object("study");
  const Json* analysis_set = fields.find("analysis_set");
  auto sandbox = close_in(fields, bindings);
  if (!sandbox) return sandbox.error();
  if (persons_ == nullptr || persons_->opted_out.size() != tables->size() ||
      persons_->spaces.size() != tables->size()) {
    return Error{StepError::protocol, "who opted out of the data was not said"};
  }

  auto plan = plan_of(study, analysis_set);
  if (!plan) return plan.error();
  auto work = std::make_unique<Work>();
  work->plan = *std::move(plan);
  auto frame = read_rows(work->plan, *tables, *persons_);
  wipe_all(persons_->opted_out);
  persons_.reset();
  if (!frame) return frame.error();
  work->frame = *std::move(frame);
  work->state = analysis::start(work->plan);
  work_ = std::move(work);
  return Json{{"ok", true}, {"sandbox", *std::move(sandbox)}};
}

Result<Json> Session::step(Fields& fields) {
  const auto after = fields.integer("after");
  const auto& transcript = fields.array("transcript");
  if (auto read = fields.done(); !read) return read.error();
  if (!work_) return Error{StepError::protocol, "no study is open"};
  if (after != work_->rounds_given) return Error{StepError::protocol, "rounds are missing"};

  for (std::size_t i = 0; i < transcript.size(); ++i) {
    const auto round = round_from_json(transcript[i], "/transcript/" + std::to_string(i));
    if (!round) return round.error();
    auto next = analysis::advance(work_->plan, work_->state, *round);
    if (!next) return next.error();
    work_->state = *std::move(next);
    ++work_->rounds_given;
  }
  if (work_->state.phase == analysis::Phase::finished) {
    return Error{StepError::protocol, "the study is finished after these rounds"};
  }
  const auto output = analysis::step(work_->plan, work_->state, work_->frame, work_->kept);
  if (!output) return output.error();
  return Json{{"ok", true}, {"output", analysis::to_pipe_json(*output, members_)}};
}

Result<Json> Session::probe(Fields& fields) {
  const auto bindings = list_of(fields, "bindings", query::binding_from_json);
  if (!bindings) return bindings.error();
  auto sandbox = close_in(fields, *bindings);
  if (!sandbox) return sandbox.error();

  Json files = Json::array();
  for (const auto& binding : *bindings) {
    auto source = duckdb::open_duckdb(binding);
    if (!source) return source.error();
    // Every value is read and fits its type, or the error names the column.
    auto read = (*source)->read(names_of(binding.columns),
                                [](const query::RowBatch&) -> Result<void> { return {}; });
    if (!read) return read.error();
    auto digest = digest_of(binding);
    if (!digest) return digest.error();
    files.push_back(*std::move(digest));
  }
  return Json{{"ok", true}, {"sandbox", *std::move(sandbox)}, {"files", std::move(files)}};
}

Result<Json> Session::report(Fields& fields) {
  auto sandbox = close_in(fields, {});
  if (!sandbox) return sandbox.error();
  return Json{{"ok", true}, {"sandbox", *std::move(sandbox)}};
}

}  // namespace passerelle::step
