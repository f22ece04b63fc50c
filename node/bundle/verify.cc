#include "node/bundle/verify.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/bundle/contents.h"
#include "node/bundle/documents.h"
#include "node/bundle/evidence.h"

namespace passerelle::bundle {
namespace {

class Verifier {
 public:
  Verifier(const Files& files, const std::optional<std::string>& anchor)
      : files_(files), anchor_(anchor) {}

  Report verify() {
    say_what_is_not_proved();
    const auto contents = read_contents(files_);
    if (!note("The bundle holds a study, a trust list, permits, answers and receipts", contents)) {
      return std::move(report_);
    }
    const auto trust = read_trust_list(contents->trust_list);
    if (!note("The trust list bears the signature of its anchor", trust)) return std::move(report_);
    check_anchor(*trust);
    check_permits(*contents, *trust);
    check_answers(*contents, *trust);
    const auto run = replay(*contents);
    if (!note(
            "The answers form one chain of rounds, each given under its permit for this study, and "
            "folding them gives the answer that the requesting node sealed",
            run)) {
      return std::move(report_);
    }
    check_rounds(*run);
    evidence_ = evidence_files(*contents);
    version_ = contents->software_version;
    compare_files(files_of(*contents, *run));
    return std::move(report_);
  }

 private:
  void add(std::string what, bool is_good, std::string why) {
    report_.checks.push_back({std::move(what), is_good, is_good ? std::string() : std::move(why)});
  }

  template <class T>
  bool note(std::string what, const Result<T>& result) {
    add(std::move(what), result.has_value(), result ? std::string() : result.error().text());
    return result.has_value();
  }

  void check_anchor(const identity::TrustList& trust) {
    const auto found = trust.anchor().fingerprint();
    if (anchor_) {
      add("The anchor is the expected one", found == *anchor_, "the list was signed by " + found);
      return;
    }
    report_.not_proved.push_back(
        "that the trust list is the federation's own: no anchor was named to compare with, the "
        "list "
        "was signed by " +
        found);
  }

  void check_permits(const Contents& contents, const identity::TrustList& trust) {
    for (const auto& [node, envelope] : contents.permits) {
      note("The permit of " + node.text() + " bears its seal", open_permit(trust, node, envelope));
    }
  }

  void check_answers(const Contents& contents, const identity::TrustList& trust) {
    for (const auto& [round, answers] : contents.answers) {
      for (const auto& [node, answer] : answers) {
        const auto place = node.text() + " on round " + std::to_string(round);
        const auto opened = open_answer(trust, node, answer.envelope);
        if (!note("The seal of " + place, opened)) continue;
        note("The log of " + place + " holds this release",
             check_receipt(trust, node, answer.receipt, facts_of(*opened)));
      }
    }
    const auto* entry = trust.find(contents.requesting_node);
    if (entry == nullptr) {
      add("The seal of " + contents.requesting_node.text() + " on the pooled answer", false,
          "the trust list does not name it");
      return;
    }
    const auto envelope = parse_json(contents.pooled.envelope);
    if (!note("The pooled answer is a document", envelope)) return;
    const auto pooled = gate::open_pooled_answer(*envelope, entry->seal_key);
    if (!note("The seal of " + contents.requesting_node.text() + " on the pooled answer", pooled)) {
      return;
    }
    note(
        "The log of " + contents.requesting_node.text() + " holds the pooled answer",
        check_receipt(trust, contents.requesting_node, contents.pooled.receipt, facts_of(*pooled)));
  }

  // One node must have read the same data, and left out the same persons, in every round.
  void check_rounds(const Replay& run) {
    for (const auto& [node, first] : run.rounds.front()) {
      const bool is_same =
          std::all_of(run.rounds.begin(), run.rounds.end(), [&](const Round& round) {
            return round.at(node).context.dataset_versions == first.context.dataset_versions;
          });
      add(node.text() + " read the same version of its data in every round", is_same,
          "the versions differ");
      const bool is_same_register =
          std::all_of(run.rounds.begin(), run.rounds.end(), [&](const Round& round) {
            return round.at(node).context.opt_out == first.context.opt_out;
          });
      add(node.text() + " left out the same persons who opted out in every round", is_same_register,
          "the registers differ");
      if (!run.plan.named_set) continue;
      const bool is_same_set =
          std::all_of(run.rounds.begin(), run.rounds.end(), [&](const Round& round) {
            return round.at(node).context.analysis_set == first.context.analysis_set;
          });
      add(node.text() + " went by the same definition of the analysis set in every round",
          is_same_set, "the definitions differ");
    }
  }

  void compare_files(const Files& expected) {
    for (const auto& [path, content] : expected) {
      const auto found = files_.find(path);
      if (found == files_.end()) {
        add(path + " is there", false, "it is missing");
        continue;
      }
      // What is signed was checked by its signature.
      if (evidence_.contains(path)) continue;
      add(path + " says what the answers say, byte for byte", found->second == content,
          "it is not what follows from these answers (run.json says that version " + version_ +
              " wrote it)");
    }
    for (const auto& [path, content] : files_) {
      if (!expected.contains(path)) {
        add(path + " belongs to the bundle", false, "no bundle holds such a file");
      }
    }
  }

  void say_what_is_not_proved() {
    report_.not_proved = {
        "that the rows at a node are true, and that the node ran the study on them as it says: it "
        "answers for that with its seal",
        "that nobody at a node saw more than the log tells",
        "that a permit was neither suspended nor revoked, and that a log was not later rewritten: "
        "ask "
        "the node for a newer signed head",
        "when the run was ordered and by which version of the program: run.json says so, nobody "
        "signed "
        "it"};
  }

  const Files& files_;
  const std::optional<std::string>& anchor_;
  Files evidence_;
  std::string version_;
  Report report_;
};

}  // namespace

bool Report::is_good() const {
  return !checks.empty() && std::all_of(checks.begin(), checks.end(),
                                        [](const Check& check) { return check.is_good; });
}

Report verify_bundle(const Files& files, const std::optional<std::string>& anchor_fingerprint) {
  return Verifier(files, anchor_fingerprint).verify();
}

Json to_json(const Report& report) {
  Json checks = Json::array();
  for (const auto& check : report.checks) {
    Json json{{"what", check.what}, {"good", check.is_good}};
    if (!check.is_good) json["why"] = check.why;
    checks.push_back(std::move(json));
  }
  return {
      {"good", report.is_good()}, {"checks", std::move(checks)}, {"not_proved", report.not_proved}};
}

}  // namespace passerelle::bundle
