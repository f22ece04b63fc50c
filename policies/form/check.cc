#include "policies/form/check.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "node/base/fields.h"
#include "policies/access/reading.h"
#include "policies/form/errors.h"
#include "policies/form/values.h"
#include "policies/form/view.h"

namespace passerelle::form {
namespace {

constexpr std::array<std::string_view, 15> kCodes{
    "missing",       "not_asked",        "unknown_field", "misplaced", "wrong_kind",
    "not_a_choice",  "too_long",         "out_of_range",  "bad_date",  "bad_file",
    "not_confirmed", "purpose_not_open", "no_country",    "bad_claim", "other_form"};

// What an application document has beside the places that fields bind to.
constexpr std::array<std::string_view, 8> kOwnMembers{"passerelle",      "form",         "answers",
                                                      "countries",       "confidential", "id",
                                                      "requesting_node", "submitted_at"};

// One pass over one application; collects problems.
class Check {
 public:
  Check(const Definition& definition, const Json& document, Stage stage)
      : definition_(definition), document_(document), stage_(stage), view_(definition, document) {}

  std::vector<Problem> run() && {
    if (!document_.is_object()) {
      add("", "", "", ProblemCode::wrong_kind,
          {"An application is an object", "Une demande est un objet"});
      return std::move(problems_);
    }
    check_form();
    check_members();
    check_answers(member(&document_, "answers"), "");
    check_countries();
    for (const auto& section : definition_.sections) {
      for (const auto& field : section.fields) {
        for (const auto& place : view_.places(field)) check_field(section, field, place);
      }
    }
    if (stage_ == Stage::submission) check_holding_nodes();
    check_claims();
    return std::move(problems_);
  }

 private:
  void add(std::string section,
           std::string field,
           std::string_view country,
           ProblemCode code,
           Sentence sentence) {
    problems_.push_back(
        {std::move(section), std::move(field), std::string(country), code, std::move(sentence)});
  }

  // A problem of something that is no field, named by its path.
  void add_at(const std::string& path,
              std::string_view country,
              ProblemCode code,
              const char* en,
              const char* fr) {
    const std::string shown = access::shown(path);
    add("", "", country, code, {shown + ": " + en, shown + " : " + fr});
  }

  void check_form() {
    const Json* form = member(&document_, "form");
    if (form != nullptr && *form == definition_.id) return;
    add("", "", "", ProblemCode::other_form,
        {"The application does not answer the form " + definition_.id,
         "La demande ne répond pas au formulaire " + definition_.id});
  }

  void check_members() {
    std::set<std::string, std::less<>> known(kOwnMembers.begin(), kOwnMembers.end());
    for (const auto& section : definition_.sections) {
      for (const auto& field : section.fields) {
        if (field.binds) known.insert(field.binds->substr(1, field.binds->find('/', 1) - 1));
      }
    }
    for (const auto& [name, value] : document_.items()) {
      if (!known.contains(name)) add_unknown("/" + pointer_step(name), "");
    }
  }

  void add_unknown(const std::string& path, std::string_view country) {
    add_at(path, country, ProblemCode::unknown_field, "the form has no such field",
           "le formulaire n’a pas ce champ");
  }

  void check_answers(const Json* answers, const std::string& country) {
    const std::string path =
        (country.empty() ? "" : "/countries/" + pointer_step(country)) + std::string("/answers");
    if (answers == nullptr) return;
    if (!answers->is_object()) {
      return add_at(path, country, ProblemCode::wrong_kind, "answers by field are expected",
                    "il faut des réponses par champ");
    }
    for (const auto& [name, value] : answers->items()) {
      const Field* field = definition_.field(name);
      const std::string place = path + "/" + pointer_step(name);
      if (field == nullptr) {
        add_unknown(place, country);
      } else if (field->binds || field->is_per_country == country.empty()) {
        add(definition_.section_of(name)->id, name, country, ProblemCode::misplaced,
            {"This field does not stand at " + place, "Ce champ ne se trouve pas à " + place});
      }
    }
  }

  void check_countries() {
    for (const auto& country : view_.countries()) {
      const Json& part = document_["countries"][country];
      const std::string path = "/countries/" + pointer_step(country);
      if (!part.is_object()) {
        add_at(path, country, ProblemCode::wrong_kind, "nodes and answers are expected",
               "il faut des nœuds et des réponses");
        continue;
      }
      for (const auto& [name, value] : part.items()) {
        if (name != "nodes" && name != "answers") {
          add_unknown(path + "/" + pointer_step(name), country);
        }
      }
      check_answers(member(&part, "answers"), country);
    }
  }

  void check_field(const Section& section, const Field& field, const std::string& country) {
    const auto problem = [&](ProblemCode code, Sentence sentence) {
      add(section.id, field.id, country, code, std::move(sentence));
    };
    const Json* value = view_.value(field, country);
    if (!view_.is_asked(field, country)) {
      if (value != nullptr && stage_ == Stage::submission) {
        problem(ProblemCode::not_asked,
                {"This question is not asked, so its answer must be removed",
                 "Cette question n’est pas posée ; sa réponse doit être retirée"});
      }
      return;
    }
    if (value == nullptr) {
      if (field.is_required && stage_ == Stage::submission) {
        problem(ProblemCode::missing, {"An answer is expected", "Une réponse est attendue"});
      }
      return;
    }
    if (auto wrong = wrong_with(field, *value)) return problem(wrong->code, wrong->sentence);
    if (field.kind == FieldKind::confirmation && stage_ == Stage::submission &&
        !value->get<bool>()) {
      problem(ProblemCode::not_confirmed, {"This must be confirmed", "Ceci doit être confirmé"});
    }
    if (field.binds == "/purpose") check_purpose(section, field, value->get<std::string>());
  }

  // Art. 53(2). An applicant of no known category is another problem.
  void check_purpose(const Section& section, const Field& field, const std::string& wanted) {
    const Json* who = member(&document_, "applicant");
    const Json* category = member(who, "category");
    if (category == nullptr || !category->is_string()) return;
    if (!purposes::parse_applicant_category(category->get<std::string>())) return;
    const auto offered = purposes_offered(applicant_in(document_));
    if (std::ranges::any_of(offered, [&](auto purpose) { return code(purpose) == wanted; })) return;
    add(section.id, field.id, "", ProblemCode::purpose_not_open,
        {"This purpose is only for public bodies and those who act on their behalf (Art. 53(2))",
         "Cette finalité est réservée aux organismes publics et à ceux qui agissent pour leur "
         "compte "
         "(art. 53, § 2)"});
  }

  void check_holding_nodes() {
    std::set<std::string> placed;
    for (const auto& country : view_.countries()) {
      const Json* nodes = member(&document_["countries"][country], "nodes");
      if (nodes == nullptr || !nodes->is_array()) continue;
      for (const auto& node : *nodes) {
        if (node.is_string()) placed.insert(node.get<std::string>());
      }
    }
    const Json* datasets = member(&document_, "datasets");
    if (datasets == nullptr || !datasets->is_array()) return;
    for (const auto& dataset : *datasets) {
      const Json* node = member(&dataset, "node");
      if (node == nullptr || !node->is_string()) continue;
      const auto name = node->get<std::string>();
      if (!placed.insert(name).second) continue;
      const std::string shown = access::shown(name);
      add("", "", "", ProblemCode::no_country,
          {"Node " + shown + " stands in no country of the application",
           "Le nœud " + shown + " n’appartient à aucun pays de la demande"});
    }
  }

  void check_claims() {
    const Json* claims = member(&document_, "confidential");
    if (claims == nullptr) return;
    if (!claims->is_array()) {
      return add_at("/confidential", "", ProblemCode::bad_claim, "a list is expected",
                    "il faut une liste");
    }
    for (std::size_t i = 0; i < claims->size(); ++i) {
      check_claim((*claims)[i], "/confidential/" + std::to_string(i));
    }
  }

  void check_claim(const Json& claim, const std::string& path) {
    Fields f(claim, path);
    const auto name = f.text("field");
    const auto country = f.text_or("country", {});
    f.text("reason");
    const auto only_for = f.texts_or_none("only_for");
    if (auto read = f.done(); !read) {
      return add(
          "", "", "", ProblemCode::bad_claim,
          {read.error().detail, "Marque de confidentialité mal formée : " + access::shown(path)});
    }
    const Field* field = definition_.field(name);
    if (field == nullptr) return add_unknown(path + "/field", country);
    const auto refuse = [&](const char* en, const char* fr) {
      add(definition_.section_of(name)->id, name, country, ProblemCode::bad_claim, {en, fr});
    };
    if (field->binds || field->is_per_country == country.empty() ||
        view_.value(*field, country) == nullptr) {
      return refuse("Only an answer can be marked as confidential",
                    "Seule une réponse peut être marquée confidentielle");
    }
    // Every body decides on a complete application (Art. 68(4)).
    if (!only_for.empty() && (field->is_required || field->is_per_country)) {
      refuse("A mandatory answer cannot be kept from a body that decides",
             "Une réponse obligatoire ne peut être cachée à un organisme qui décide");
    }
  }

  const Definition& definition_;
  const Json& document_;
  Stage stage_;
  View view_;
  std::vector<Problem> problems_;
};

}  // namespace

std::string_view code(ProblemCode code) { return kCodes.at(static_cast<std::size_t>(code) - 1); }

Json to_json(const Problem& problem) {
  Json object{{"code", code(problem.code)},
              {"sentence", {{"en", problem.sentence.en}, {"fr", problem.sentence.fr}}}};
  if (!problem.section.empty()) object["section"] = problem.section;
  if (!problem.field.empty()) object["field"] = problem.field;
  if (!problem.country.empty()) object["country"] = problem.country;
  return object;
}

std::vector<Problem> check(const Definition& definition, const Json& application, Stage stage) {
  return Check(definition, application, stage).run();
}

Result<void> require_complete(const Definition& definition, const Json& application) {
  const auto problems = check(definition, application, Stage::submission);
  if (problems.empty()) return {};
  const auto& first = problems.front();
  return Error{FormError::incomplete,
               std::to_string(problems.size()) +
                   " problems; the first: " + (first.country.empty() ? "" : first.country + ", ") +
                   (first.field.empty() ? "" : "field " + access::shown(first.field) + ": ") +
                   first.sentence.en};
}

access::Applicant applicant_in(const Json& application) {
  access::Applicant applicant;
  const Json* who = member(&application, "applicant");
  if (const Json* category = member(who, "category");
      category != nullptr && category->is_string()) {
    const auto known = purposes::parse_applicant_category(category->get<std::string>());
    if (known) applicant.category = *known;
  }
  const Json* is_public = member(who, "public_body");
  applicant.is_public_body = is_public != nullptr && *is_public == true;
  const Json* principal = member(who, "on_behalf_of");
  if (principal != nullptr && principal->is_string()) {
    applicant.on_behalf_of = principal->get<std::string>();
  }
  return applicant;
}

std::vector<purposes::Purpose> purposes_offered(const access::Applicant& applicant) {
  std::vector<purposes::Purpose> offered;
  for (const auto purpose : purposes::all_purposes()) {
    if (purposes::check_purpose(purpose, applicant.category, applicant.mandate())) {
      offered.push_back(purpose);
    }
  }
  return offered;
}

}  // namespace passerelle::form
