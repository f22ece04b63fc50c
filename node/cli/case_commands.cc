// Commands of the body that decides: one for each act on a case, from a table.
#include <CLI/CLI.hpp>
#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "node/base/encoding.h"
#include "node/cli/commands.h"
#include "node/cli/saved.h"
#include "node/http/message.h"

namespace passerelle::cli {
namespace {

// A little more than a node takes, so that its refusal says what it takes.
constexpr std::size_t kMaximumCaseDocumentBytes = 2 << 20;

enum class Kind { text, number, document };
enum class Needed { no, yes };

struct Word {
  const char* name;  // of the event's field, and of the option with two dashes before it
  Kind kind;
  Needed needed;
  const char* help;
};

constexpr Word kReason{"reason", Kind::text, Needed::yes, "why"};
constexpr Word kReasonIfAny{"reason", Kind::text, Needed::no, "why"};
constexpr Word kStep{"step", Kind::text, Needed::yes, "id of the step of the procedure"};
constexpr Word kDocument{"document", Kind::document, Needed::no, "a file that tells it"};
constexpr Word kReference{"reference", Kind::text, Needed::yes, "under which it is kept there"};

struct CaseAct {
  const char* name;
  const char* event;  // policies/procedure/FORMAT.md
  const char* help;
  std::array<Word, 4> words;  // those without a name are none
};

constexpr CaseAct kActs[] = {
    {"take", "taken_up", "begin to look at it", {}},
    {"complete", "declared_complete", "say that the file is complete (Art. 68(4))", {}},
    {"extend",
     "clock_extended",
     "give a clock more time, once, with reasons (Art. 68(4))",
     {Word{"clock", Kind::text, Needed::yes, "decision, request_decision, step, …"},
      Word{"step", Kind::text, Needed::no, "id of the step, of a step's clock"}, kReason}},
    {"forward",
     "forwarded_to_trusted_holder",
     "hand it to the trusted health data holder (Art. 72)",
     {Word{"holder", Kind::text, Needed::yes, "id of the holder"}}},
    {"propose",
     "holder_proposed",
     "the trusted holder's proposal",
     {Word{"outcome", Kind::text, Needed::yes, "granted, partially_granted, refused, …"},
      kDocument}},
    {"ask-opinion", "opinion_asked", "ask a committee", {kStep}},
    {"opinion",
     "opinion_given",
     "give the committee's opinion",
     {kStep,
      Word{"opinion", Kind::text, Needed::yes,
           "favourable, with_recommendations, reserved, unfavourable"},
      kDocument}},
    {"ask-authorisation", "authorisation_asked", "ask an outside body", {kStep}},
    {"authorisation",
     "authorisation_given",
     "record an outside body's act, or what the applicant brought of one",
     {kStep, Word{"authorisation", Kind::text, Needed::yes, "given or refused"}, kReference,
      kDocument}},
    {"feasibility",
     "feasibility_given",
     "say whether the data can be provided",
     {kStep,
      Word{"feasibility", Kind::text, Needed::yes, "feasible, partly_feasible, not_feasible"},
      kReasonIfAny}},
    {"fee",
     "fee_estimated",
     "tell what it will cost (Art. 62)",
     {kStep, Word{"cents", Kind::number, Needed::yes, "the amount in hundredths"},
      Word{"currency", Kind::text, Needed::yes, "EUR, DKK, …"}, kDocument}},
    {"conflict", "conflict_declared", "declare an interest: you are locked out", {kReason}},
    {"appeal",
     "appeal_decided",
     "record how an appeal was decided",
     {Word{"outcome", Kind::text, Needed::yes, "upheld or overturned"}, kReference, kDocument}},
    {"request-data",
     "data_requested",
     "ask the holder for the data (Art. 68(7))",
     {Word{"holder", Kind::text, Needed::yes, "id of the holder"}}},
    {"data-received", "data_received", "the holder has delivered (Art. 60(2))", {}},
    {"data-available", "data_available", "the user can work with the data", {kDocument}},
    {"views", "views_asked", "tell the user a finding and ask for views (Art. 63)", {kReason}},
    {"exclude",
     "excluded",
     "keep the user from access for a time, after it was heard (Art. 63(3))",
     {Word{"until", Kind::text, Needed::yes, "within five years, 2029-01-01T00:00:00Z"}, kReason,
      kDocument}},
    {"inform-holder",
     "holder_informed",
     "tell the holder a significant finding (Art. 58(3))",
     {Word{"holder", Kind::text, Needed::yes, "id of the holder"}}},
    {"deleted", "deletion_certified", "certify that the data are deleted", {kDocument}},
    {"close", "closed", "close it", {kReason}},
    {"complaint", "complaint_filed", "record a complaint (Art. 81)", {kReason}},
    {"publish",
     "published",
     "record a publication (Art. 57(1)(j))",
     {Word{"rule", Kind::text, Needed::yes, "57-1-j-ii to 57-1-j-v"}, kReference}},
};

std::string case_path(const std::string& id, const std::string& rest = {}) {
  return "/api/v1/cases/" + http::percent_encoded(id) + rest;
}

// A text is sent as such, any other file with its name.
Result<Json> document_from(const std::string& path) {
  const auto content = service::read_text_file(path, kMaximumCaseDocumentBytes);
  if (!content) return content.error();
  const std::filesystem::path file(path);
  if (file.extension() == ".txt" || file.extension() == ".json") return Json{{"text", *content}};
  return Json{{"name", file.filename().string()}, {"content", to_base64(*content)}};
}

using Given = std::map<std::string, std::string>;

Result<Json> event_of(const CaseAct& act, const Given& given) {
  Json event = {{"event", act.event}};
  for (const auto& word : act.words) {
    if (word.name == nullptr) continue;
    const auto& text = given.at(word.name);
    if (text.empty()) continue;
    if (word.kind == Kind::number) {
      const auto number = parse_json(text);
      if (!number) return number.error();
      event[word.name] = *number;
    } else if (word.kind == Kind::document) {
      auto document = document_from(text);
      if (!document) return document.error();
      event[word.name] = *std::move(document);
    } else {
      event[word.name] = text;
    }
  }
  return event;
}

void add_act(Commands& commands, CLI::App* group, const CaseAct& act) {
  const auto id = std::make_shared<std::string>();
  const auto given = std::make_shared<Given>();
  auto* command =
      commands.add(group, act.name, act.help, [id, given, &act](Session& session) -> Result<Json> {
        const auto event = event_of(act, *given);
        if (!event) return event.error();
        return session.post(case_path(*id, "/events"), *event);
      });
  command->add_option("ID", *id, "id of the application")->required();
  for (const auto& word : act.words) {
    if (word.name == nullptr) continue;
    auto* option =
        command->add_option(std::string("--") + word.name, (*given)[word.name], word.help);
    if (word.needed == Needed::yes) option->required();
  }
}

struct CaseWords {
  std::string id, file, digest, out, country, kind, route, start, reason, conditions, details,
      outcome;
  std::vector<std::string> questions;
  bool is_signed = false;
};

// "FIELD: what the body wants to know"
Result<Json> question_of(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == std::string::npos) {
    return Error{BaseError::malformed, "a question is FIELD: what you want to know"};
  }
  const auto begin = text.find_first_not_of(' ', colon + 1);
  return Json{{"field", text.substr(0, colon)},
              {"comment", begin == std::string::npos ? "" : text.substr(begin)}};
}

void add_procedures(Commands& commands, CLI::App* group, const std::shared_ptr<CaseWords>& words) {
  auto* simulate = commands.add(
      group, "simulate", "the steps and dates that an application of today would see",
      [words](Session& session) {
        return session.get("/api/v1/simulation?country=" + http::percent_encoded(words->country) +
                           "&kind=" + http::percent_encoded(words->kind) +
                           "&route=" + http::percent_encoded(words->route) +
                           "&start=" + http::percent_encoded(words->start));
      });
  simulate->add_option("--country", words->country, "FR, FI, …; this node's if not told");
  simulate->add_option("--kind", words->kind,
                       "request_approval (if not told), data_permit, access_approval");
  simulate->add_option("--route", words->route,
                       "ordinary (if not told), accelerated, trusted_holder");
  simulate->add_option("--start", words->start, "when it is submitted, 2029-04-02T09:00:00Z");
  auto* procedure = commands.add(
      group, "procedure", "how access is decided in a country, or install this body's",
      [words](Session& session) -> Result<Json> {
        if (!words->file.empty()) {
          const auto document = read_json_file(words->file);
          if (!document) return document.error();
          return session.post("/api/v1/procedures", *document);
        }
        const std::string all = "/api/v1/procedures";
        return session.get(
            words->country.empty() ? all : all + "/" + http::percent_encoded(words->country));
      });
  procedure->add_option("COUNTRY", words->country,
                        "its procedure whole; all countries if not told");
  procedure->add_option("--install", words->file, "a file, procedure/1; by a decider");
}

// Papers are made when they are asked for; documents are what is kept.
void add_papers(Commands& commands,
                CLI::App* group,
                const std::shared_ptr<CaseWords>& words,
                const Options& options) {
  const auto save_paper = [words, &options](Session& session, const std::string& paper) {
    return words->is_signed ? save_json(session.get(paper), words->out)
                            : save_page(session, options, paper + "/page", words->out);
  };
  const auto add_out = [words](CLI::App* command) {
    command->add_option("--out", words->out, "where to")->required();
    command->add_flag("--signed", words->is_signed, "the signed document instead of a page");
  };
  auto* document = commands.add(
      group, "document", "write a document or a paper of a case to a file; papers in --lang",
      [words, save_paper](Session& session) -> Result<Json> {
        const auto word = http::percent_encoded(words->digest);
        if (word == "sheet") return save_paper(session, case_path(words->id, "/sheet"));
        if (word == "decision" || word == "permit" || word == "fee" || word == "change") {
          return save_paper(session, case_path(words->id, "/papers/" + word));
        }
        return save_content(session.get(case_path(words->id, "/documents/" + word)), words->out);
      });
  document->add_option("ID", words->id, "id of the application")->required();
  document
      ->add_option("WHAT", words->digest,
                   "decision, permit, fee, change, sheet, or a digest as `case show` lists it")
      ->required();
  add_out(document);
  auto* sheet = commands.add(group, "sheet", "what a committee has to know, on one page, in --lang",
                             [words, save_paper](Session& session) {
                               return save_paper(session, case_path(words->id, "/sheet"));
                             });
  sheet->add_option("ID", words->id, "id of the application")->required();
  add_out(sheet);
}

void add_looks(Commands& commands,
               CLI::App* group,
               const std::shared_ptr<CaseWords>& words,
               const Options& options) {
  commands.add(group, "list", "cases of this body",
               [](Session& session) { return session.get("/api/v1/cases"); });
  commands.add(group, "duties", "time limits of all cases, the next one first",
               [](Session& session) { return session.get("/api/v1/duties/cases"); });
  auto* show = commands.add(group, "show", "one case", [words](Session& session) {
    return session.get(case_path(words->id));
  });
  show->add_option("ID", words->id, "id of the application")->required();
  add_papers(commands, group, words, options);
}

void add_assessment(Commands& commands, CLI::App* group, const std::shared_ptr<CaseWords>& words) {
  auto* ask =
      commands.add(group, "ask", "ask the applicant about fields of the application",
                   [words](Session& session) -> Result<Json> {
                     Json fields = Json::array();
                     for (const auto& text : words->questions) {
                       auto question = question_of(text);
                       if (!question) return question.error();
                       fields.push_back(*std::move(question));
                     }
                     return session.post(case_path(words->id, "/events"),
                                         {{"event", "information_asked"}, {"fields", fields}});
                   });
  ask->add_option("ID", words->id, "id of the application")->required();
  ask->add_option("--question", words->questions, "FIELD: what you want to know; several times")
      ->required();
  auto* assess = commands.add(
      group, "assess", "record findings on the criteria of Art. 68(1) and (2)",
      [words](Session& session) -> Result<Json> {
        const auto findings = read_json_file(words->file);
        if (!findings) return findings.error();
        return session.post(case_path(words->id, "/findings"), {{"findings", *findings}});
      });
  assess->add_option("ID", words->id, "id of the application")->required();
  assess
      ->add_option("FILE", words->file,
                   "a list of {criterion: 68-1-a to 68-2-b, finding: met or not_met, reason}")
      ->required();
  auto* decide = commands.add(group, "decide", "grant or refuse, with a reason",
                              [words](Session& session) -> Result<Json> {
                                Json request = Json::object();
                                if (!words->details.empty()) {
                                  auto details = read_json_file(words->details);
                                  if (!details) return details.error();
                                  request = *std::move(details);
                                }
                                request["outcome"] = words->outcome;
                                request["reason"] = words->reason;
                                if (!words->conditions.empty()) {
                                  const auto conditions = read_json_file(words->conditions);
                                  if (!conditions) return conditions.error();
                                  request["conditions"] = *conditions;
                                }
                                return session.post(case_path(words->id, "/decision"), request);
                              });
  decide->add_option("ID", words->id, "id of the application")->required();
  auto* outcome = decide->add_option_group("outcome");
  for (const auto& [flag, code, help] :
       {std::tuple("--grant", "granted", "grant all of it: issues the permit"),
        std::tuple("--grant-part", "partially_granted", "grant what --details says"),
        std::tuple("--answer-as-request", "answered_as_request",
                   "give statistics instead of a data permit"),
        std::tuple("--refuse", "refused", "refuse")}) {
    outcome->add_flag_callback(flag, [words, chosen = code] { words->outcome = chosen; }, help);
  }
  outcome->require_option(1);
  decide->add_option("--reason", words->reason, "why")->required();
  decide->add_option("--conditions", words->conditions,
                     "a JSON file: min_cell, runs_max, valid_until, review, items, …");
  decide->add_option("--details", words->details,
                     "a JSON file: granted, grounds, fees, data_protection, agreements, duties");
}

}  // namespace

void add_case_commands(Commands& commands, const Options& options) {
  const auto words = std::make_shared<CaseWords>();
  auto* group = commands.group(commands.top(), "case", "deciding on access");
  add_procedures(commands, group, words);
  add_looks(commands, group, words, options);
  add_assessment(commands, group, words);
  for (const auto& act : kActs) add_act(commands, group, act);
  add_title_commands(commands, group);
}

}  // namespace passerelle::cli
