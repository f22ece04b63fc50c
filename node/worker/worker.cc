#include "node/worker/worker.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "node/base/encoding.h"
#include "node/base/fields.h"
#include "node/base/secret.h"

namespace passerelle::worker {
namespace {

template <class Tables>
Json listed(const Tables& tables) {
  Json list = Json::array();
  for (const auto& table : tables) list.push_back(query::to_json(table));
  return list;
}

Json to_json(const std::map<NodeId, analysis::Partial>& round) {
  Json partials = Json::object();
  for (const auto& [node, partial] : round) partials[node.text()] = analysis::to_json(partial);
  return partials;
}

// The worker's refusal, in this room's codes. What is wrong with study, data or file keeps its own
// code in front of the detail.
Error refusal(const Json& answer) {
  Fields fields(answer, "");
  Fields error(fields.object("error"), "/error");
  const auto code = error.text("code");
  const auto detail = error.text_or("detail", "");
  if (error.failed() || fields.failed()) {
    return {WorkerError::protocol, "the worker's answer cannot be read"};
  }
  if (code == "step.sandbox_missing" || code == "step.sandbox_failed") {
    return {WorkerError::sandbox_missing, detail};
  }
  if (code == "step.protocol") return {WorkerError::protocol, detail};
  return {WorkerError::study_failed, detail.empty() ? code : code + ": " + detail};
}

Result<Probe> probe_from_json(const Json& value, const std::string& path) {
  Fields fields(value, path);
  Probe probe;
  probe.sha256 = fields.text("sha256");
  probe.size = static_cast<std::uint64_t>(fields.integer("size"));
  if (auto read = fields.done(); !read) return read.error();
  return probe;
}

}  // namespace

Worker::Worker(std::unique_ptr<Process> process, WorkerOptions options)
    : process_(std::move(process)),
      options_(std::move(options)),
      sandbox_(std::make_unique<Json>()) {}

Worker::~Worker() = default;

Result<std::unique_ptr<Worker>> Worker::start(const WorkerOptions& options) {
  auto process = Process::start(options.executable);
  if (!process) return process.error();
  return std::unique_ptr<Worker>(new Worker(*std::move(process), options));
}

Result<Json> Worker::ask(const Json& request, Deadline deadline, std::string* members) {
  auto text = canonical(request);
  if (!text) return Error{WorkerError::protocol, text.error().detail};
  const auto exchange = [&]() -> Result<Json> {
    if (auto sent = send_frame(process_->input(), *text, deadline); !sent) return sent.error();
    auto received = receive_frame(process_->output(), deadline);
    if (!received) return received.error();
    const auto end = members != nullptr ? received->find('\n') : std::string::npos;
    auto answer = parse_json(std::string_view(*received).substr(0, end), kMaximumFrameBytes);
    if (end != std::string::npos) {  // megabytes that are moved, not copied
      received->erase(0, end + 1);
      *members = *std::move(received);
    }
    if (!answer || !answer->is_object() || !answer->contains("ok")) {
      return Error{WorkerError::protocol, "the worker's answer cannot be read"};
    }
    if ((*answer)["ok"] != true) return refusal(*answer);
    return answer;
  };
  auto answer = exchange();
  wipe(*text);  // it may tell who opted out
  // After a failure nobody knows what the process holds; a new one reads and recomputes.
  if (!answer) process_->kill();
  return answer;
}

Result<Json> Worker::first_request(Json request, Deadline deadline) {
  Json sandbox = {{"mode", options_.sandbox}};
  if (options_.memory_bytes > 0) sandbox["memory_bytes"] = options_.memory_bytes;
  if (options_.cpu_limit.count() > 0) sandbox["cpu_seconds"] = options_.cpu_limit.count();
  request["sandbox"] = std::move(sandbox);
  auto answer = ask(request, deadline);
  if (answer) *sandbox_ = answer->value("sandbox", Json());
  return answer;
}

Result<void> Worker::open(const AskedStudy& study,
                          const std::vector<query::StudyTable>& tables,
                          Persons persons,
                          Deadline deadline) {
  Json exclusion{{"do", "exclude"},
                 {"persons", persons.opted_out},
                 {"spaces", persons.spaces},
                 {"key", to_base64url(persons.pseudonym_key.reveal())}};
  const auto excluded = ask(exclusion, deadline);
  wipe(exclusion);
  for (auto& list : persons.opted_out) {
    for (auto& person : list) wipe(person);
  }
  if (!excluded) return excluded.error();
  Json request{{"do", "open"}, {"study", study.document}, {"tables", listed(tables)}};
  if (study.analysis_set != nullptr) request["analysis_set"] = *study.analysis_set;
  const auto answer = first_request(std::move(request), deadline);
  if (!answer) return answer.error();
  return {};
}

Result<void> Worker::report(Deadline deadline) {
  const auto answer = first_request({{"do", "report"}}, deadline);
  if (!answer) return answer.error();
  return {};
}

bool Worker::follows(const Transcript& transcript) const {
  return given_.size() <= transcript.size() &&
         std::equal(given_.begin(), given_.end(), transcript.begin());
}

Result<analysis::StepOutput> Worker::step(const Transcript& transcript, Deadline deadline) {
  Json rounds = Json::array();
  for (std::size_t i = given_.size(); i < transcript.size(); ++i) {
    rounds.push_back(to_json(transcript[i]));
  }
  std::string members;
  const auto answer =
      ask({{"do", "step"}, {"after", given_.size()}, {"transcript", std::move(rounds)}}, deadline,
          &members);
  if (!answer) return answer.error();
  given_ = transcript;
  auto output = answer->contains("output")
                    ? analysis::step_output_from_pipe_json((*answer)["output"], members, cohorts_)
                    : Result<analysis::StepOutput>(Error{WorkerError::protocol});
  if (!output) {
    process_->kill();
    return Error{WorkerError::protocol, "the worker's output cannot be read"};
  }
  const auto& evidence = output->evidence;
  if (!evidence.cohorts->of.empty()) cohorts_ = evidence.cohorts;
  return output;
}

Result<std::vector<Probe>> Worker::probe(const std::vector<query::Binding>& bindings,
                                         Deadline deadline) {
  const auto answer = first_request({{"do", "probe"}, {"bindings", listed(bindings)}}, deadline);
  if (!answer) return answer.error();
  Fields fields(*answer, "");
  std::vector<Probe> probes;
  for (const auto& file : fields.array("files")) {
    auto probe = probe_from_json(file, "/files");
    if (!probe) return Error{WorkerError::protocol, probe.error().detail};
    probes.push_back(*std::move(probe));
  }
  if (probes.size() != bindings.size()) {
    return Error{WorkerError::protocol, "the worker's answer lacks a file"};
  }
  return probes;
}

}  // namespace passerelle::worker
