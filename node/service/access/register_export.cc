#include "node/service/access/register_export.h"

#include <array>
#include <nlohmann/json.hpp>

#include "metadata/rdf/documents.h"
#include "metadata/rdf/graph.h"
#include "metadata/rdf/iri.h"

namespace passerelle::service {
namespace {

constexpr std::array kColumns{"application",
                              "country",
                              "body",
                              "state",
                              "kind",
                              "purpose",
                              "title",
                              "organisation",
                              "datasets",
                              "application_due",
                              "application_published",
                              "application_late",
                              "decision",
                              "reason",
                              "decision_due",
                              "decision_published",
                              "decision_late",
                              "title_id",
                              "valid_from",
                              "valid_until",
                              "measures",
                              "results"};

std::string dcterms(std::string_view name) {
  return "http://purl.org/dc/terms/" + std::string(name);
}
std::string term(std::string_view name) { return "urn:passerelle:register:" + std::string(name); }

std::string text_at(const Json& entry, const char* field) {
  const auto found = entry.find(field);
  return found != entry.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// English where there is English, else the first language.
std::string in_words(const Json& entry, const char* field) {
  const auto found = entry.find(field);
  if (found == entry.end() || found->empty()) return {};
  const auto english = found->find("en");
  return (english != found->end() ? *english : *found->begin()).get<std::string>();
}

// The texts of one field of every item, one after the other.
std::string joined(const Json& entry, const char* list, const char* field) {
  std::string text;
  const auto found = entry.find(list);
  if (found == entry.end()) return text;
  for (const auto& item : *found) text += (text.empty() ? "" : " | ") + text_at(item, field);
  return text;
}

// The newest of a list of objects; an empty object when there is none.
Json newest(const Json& entry, const char* list) {
  const auto found = entry.find(list);
  return found == entry.end() || found->empty() ? Json::object() : found->back();
}

Json duty_of(const Json& entry, std::string_view what) {
  Json last = Json::object();
  for (const auto& duty : entry.at("duties")) {
    if (duty.at("what") == what) last = duty;
  }
  return last;
}

std::string lateness(const Json& duty) {
  if (duty.empty()) return {};
  return duty.at("is_late").get<bool>() ? "late" : "in time";
}

std::string cell(std::string text) {
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) {
    text.insert(text.begin(), '\'');
  }
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string row_of(const Json& entry) {
  const auto application = duty_of(entry, "application");
  const auto decision = duty_of(entry, "decision");
  const auto decided = newest(entry, "decisions");
  const auto title = entry.value("title_in_force", Json::object());
  const std::array<std::string, kColumns.size()> cells{text_at(entry, "application"),
                                                       text_at(entry, "country"),
                                                       text_at(entry.at("body"), "name"),
                                                       text_at(entry, "state"),
                                                       text_at(entry, "kind"),
                                                       text_at(entry, "purpose"),
                                                       in_words(entry, "title"),
                                                       text_at(entry, "organisation"),
                                                       joined(entry, "datasets", "id"),
                                                       text_at(application, "due"),
                                                       text_at(application, "published_at"),
                                                       lateness(application),
                                                       text_at(decided, "outcome"),
                                                       text_at(decided, "reason"),
                                                       text_at(decision, "due"),
                                                       text_at(decision, "published_at"),
                                                       lateness(decision),
                                                       text_at(title, "id"),
                                                       text_at(title, "valid_from"),
                                                       text_at(title, "valid_until"),
                                                       joined(entry, "measures", "what"),
                                                       joined(entry, "results", "reference")};
  std::string row;
  for (const auto& text : cells) row += (&text == cells.data() ? "" : ",") + cell(text);
  return row + "\r\n";
}

void add_text(rdf::Graph& graph,
              const rdf::Iri& subject,
              const std::string& predicate,
              const std::string& text) {
  if (!text.empty()) graph.add(subject, predicate, rdf::Literal{text, rdf::kXsdString, ""});
}

void add_words(rdf::Graph& graph,
               const rdf::Iri& subject,
               const std::string& predicate,
               const Json& entry,
               const char* field) {
  const auto found = entry.find(field);
  if (found == entry.end()) return;
  for (const auto& [language, text] : found->items()) {
    graph.add(subject, predicate,
              rdf::Literal{text.get<std::string>(), rdf::kLangString, language});
  }
}

void describe(rdf::Graph& graph, const Json& entry, const std::string& base) {
  const rdf::Iri subject{base + text_at(entry, "application")};
  add_text(graph, subject, dcterms("identifier"), text_at(entry, "application"));
  add_text(graph, subject, dcterms("coverage"), text_at(entry, "country"));
  add_text(graph, subject, term("body"), text_at(entry.at("body"), "name"));
  for (const char* field : {"state", "kind", "purpose", "organisation"}) {
    add_text(graph, subject, term(field), text_at(entry, field));
  }
  add_words(graph, subject, dcterms("title"), entry, "title");
  add_words(graph, subject, dcterms("abstract"), entry, "summary");
  if (const auto datasets = entry.find("datasets"); datasets != entry.end()) {
    for (const auto& dataset : *datasets) {
      const auto id = text_at(dataset, "id");
      if (rdf::is_absolute_iri(id)) {
        graph.add(subject, dcterms("references"), rdf::Iri{id});
      } else {
        add_text(graph, subject, dcterms("references"), id);
      }
    }
  }
  for (const std::string what : {"application", "decision"}) {
    const auto duty = duty_of(entry, what);
    add_text(graph, subject, term(what + "_due"), text_at(duty, "due"));
    add_text(graph, subject, term(what + "_published"), text_at(duty, "published_at"));
    add_text(graph, subject, term(what + "_standing"), lateness(duty));
  }
  const auto decision = newest(entry, "decisions");
  add_text(graph, subject, term("outcome"), text_at(decision, "outcome"));
  add_text(graph, subject, term("reason"), text_at(decision, "reason"));
  const auto title = entry.value("title_in_force", Json::object());
  add_text(graph, subject, term("title_id"), text_at(title, "id"));
  add_text(graph, subject, term("valid_from"), text_at(title, "valid_from"));
  add_text(graph, subject, term("valid_until"), text_at(title, "valid_until"));
  for (const auto& [list, field] :
       {std::pair{"measures", "what"}, std::pair{"results", "reference"}}) {
    const auto found = entry.find(list);
    if (found == entry.end()) continue;
    for (const auto& item : *found) add_text(graph, subject, term(list), text_at(item, field));
  }
}

}  // namespace

std::string csv_of(std::span<const Json> entries) {
  std::string text;
  for (const auto* column : kColumns) text += (text.empty() ? "" : ",") + std::string(column);
  text += "\r\n";
  for (const auto& entry : entries) text += row_of(entry);
  return text;
}

std::string turtle_of(std::span<const Json> entries, const std::string& base) {
  rdf::Graph graph;
  graph.set_prefix("dcterms", dcterms(""));
  graph.set_prefix("register", term(""));
  for (const auto& entry : entries) describe(graph, entry, base);
  return rdf::write(graph, rdf::Syntax::turtle);
}

}  // namespace passerelle::service
