#include "node/bundle/report.h"

#include <nlohmann/json.hpp>
#include <set>

#include "node/bundle/applied_rules.h"
#include "node/bundle/beside.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/report_parts.h"
#include "node/bundle/report_style.h"
#include "node/bundle/report_text.h"

namespace passerelle::bundle {
namespace {

class Page {
 public:
  Page(const Contents& contents, const Replay& run, const Messages& say)
      : contents_(contents), run_(run), say_(say), html_(say) {}

  std::string write(const std::map<std::string, std::vector<Table>>& tables,
                    const std::map<std::string, std::string>& plots) {
    add_head();
    add_contents();
    add_nodes();
    write_flow(source(), html_);
    write_methods(source(), html_);
    html_.heading(2, say_("heading.analyses"), "analyses");
    for (std::size_t i = 0; i < run_.plan.analyses.size(); ++i) {
      const auto& what = run_.plan.analyses[i];
      std::vector<std::string> own;
      for (const auto& name : {what.id, what.id + "/calibration"}) {
        if (const auto plot = plots.find(name); plot != plots.end()) own.push_back(plot->second);
      }
      add_analysis(what, run_.answer->at("analyses").at(i), tables.at(what.id), own);
    }
    add_exactness();
    write_privacy(source(), html_);
    add_withheld();
    write_checklist(source(), html_);
    write_loading(source(),
                  "tables/" + tables.at(run_.plan.analyses.front().id).front().name + ".csv",
                  html_);
    add_acknowledgement();
    add_verification();
    html_.markup("</main>\n</body>\n</html>\n");
    return html_.text();
  }

 private:
  ReportSource source() const { return {contents_, run_, say_}; }

  void add_head() {
    const auto title = best_text(run_.plan.title, say_.language());
    html_.markup("<!DOCTYPE html>\n<html lang=\"" + std::string(documents::tag(say_.language())) +
                 "\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                 "style-src 'unsafe-inline'\">\n<meta name=\"viewport\" "
                 "content=\"width=device-width, initial-scale=1\">\n" +
                 element("title", title.text) + "<style>" + kReportStyle +
                 "</style>\n</head>\n<body>\n<main>\n");
    add_languages();
    html_.markup(
        element("h1", title.text,
                title.language.empty() ? "" : "lang=\"" + escape_markup(title.language) + "\""));
    html_.paragraph(best_text(run_.plan.summary, say_.language()), "question");
    if (const auto& amends = run_.plan.amends) {
      const auto reason = best_text(amends->reason, say_.language());
      html_.paragraph(say_("amends", {amends->digest, reason.text}));
    }
    add_other_titles(title.text);
    add_facts();
  }

  // The same report in the other language.
  void add_languages() {
    const auto other = say_.language() == Language::en ? Language::fr : Language::en;
    const auto tag = std::string(documents::tag(other));
    html_.markup("<nav class=\"languages\"><a href=\"" + report_path(other) + "\" hreflang=\"" +
                 tag + "\" lang=\"" + tag + "\">" + escape_markup(words(other)("language")) +
                 "</a></nav>\n");
  }

  // What the study says of itself in languages that have no report of their own.
  void add_other_titles(const std::string& shown) {
    std::set<std::string> languages;
    for (const auto& [language, text] : run_.plan.title) languages.insert(language);
    for (const auto& [language, text] : run_.plan.summary) languages.insert(language);
    const auto text_in = [](const std::map<std::string, std::string>& texts,
                            const std::string& language) {
      const auto found = texts.find(language);
      return found == texts.end() ? std::string() : found->second;
    };
    for (const auto& language : languages) {
      const auto title = text_in(run_.plan.title, language);
      if (language == "en" || language == "fr" || title == shown) continue;
      html_.markup("<div class=\"other\" lang=\"" + escape_markup(language) + "\">\n");
      if (!title.empty()) html_.markup("<p><strong>" + escape_markup(title) + "</strong></p>\n");
      html_.paragraph(text_in(run_.plan.summary, language));
      html_.markup("</div>\n");
    }
  }

  void add_facts() {
    html_.paragraph(
        say_("facts",
             {run_.plan.id, run_.plan.version, contents_.run.text(),
              node_name(run_, contents_.requesting_node), date_text(contents_.submitted),
              std::to_string(run_.rounds.size()), contents_.software_version, run_.plan.digest}),
        "facts");
  }

  // Where the parts are.
  void add_contents() {
    html_.markup("<nav class=\"contents\"><ul>\n");
    for (const char* part :
         {"nodes", "flow", "methods", "analyses", "exactness", "privacy", "withheld", "checklist",
          "loading", "acknowledgement", "verification"}) {
      html_.markup("<li><a href=\"#_" + std::string(part) + "\">" +
                   escape_markup(say_.of("heading", part)) + "</a></li>\n");
    }
    html_.markup("</ul></nav>\n");
  }

  void add_nodes() {
    html_.heading(2, say_("heading.nodes"), "nodes");
    html_.paragraph(say_("nodes.apart"));
    Table table{"",
                say_("caption.nodes"),
                {{"node", say_("column.node"), Kind::text},
                 {"country", say_("column.country"), Kind::text},
                 {"permit", say_("column.permit"), Kind::text},
                 {"basis", say_("column.basis"), Kind::text},
                 {"data", say_("column.data"), Kind::text},
                 {"rules", say_("column.rules"), Kind::text}},
                {}};
    for (const auto& [node, answer] : run_.rounds.back()) {
      const auto& context = answer.context;
      std::string data;
      for (const auto& [dataset, version] : context.dataset_versions) {
        data += (data.empty() ? "" : "; ") + dataset.text() + " (" + version.substr(0, 12) + ")";
      }
      table.rows.push_back(
          {node_name(run_, node) + " (" + node.text() + ")", run_.trust.find(node)->country,
           say_("permit", {context.permit.text(), std::to_string(context.permit_version)}),
           basis_text(run_.permits.at(node), say_), data, rules_text(context.rules, say_)});
    }
    html_.table(table);
    add_definitions();
    html_.paragraph(without_text(run_, say_), "absent");
  }

  // By which definition each node chose the rows of a set that the study names.
  void add_definitions() {
    if (!run_.plan.named_set) return;
    std::map<std::string, std::string> nodes_by_digest;
    for (const auto& [node, answer] : run_.rounds.back()) {
      auto& nodes = nodes_by_digest[answer.context.analysis_set->sha256];
      nodes += (nodes.empty() ? "" : ", ") + node.text();
    }
    std::string definitions;
    for (const auto& [digest, nodes] : nodes_by_digest) {
      definitions += (definitions.empty() ? "" : "; ") + say_("nodes.definition", {nodes, digest});
    }
    const bool is_one = nodes_by_digest.size() == 1;
    html_.paragraph(say_(is_one ? "nodes.one_definition" : "nodes.several_definitions",
                         {run_.plan.named_set->name, definitions}));
  }

  void add_analysis(const analysis::Analysis& what,
                    const Json& answer,
                    const std::vector<Table>& tables,
                    const std::vector<std::string>& plots) {
    const auto type = Messages::in(say_.language()).of("analysis", what.type);
    html_.markup("<section id=\"" + escape_markup(what.id) + "\">\n<h3>" +
                 escape_markup(as_words(what.id)) + "<span class=\"status\">" +
                 escape_markup(say_("status", {type, status_text(answer, say_)})) +
                 "</span></h3>\n");
    html_.paragraph(method_text(what, answer, say_) + " " + exactness(answer, say_), "method");
    html_.paragraph(say_("rules.applied", {applied_rules_text(run_.plan, what, say_)}), "method");
    const bool has_failed = answer.contains("reason");
    if (has_failed) html_.paragraph(say_("no_result", {reason_text(answer, say_)}));
    for (const auto& plot : plots) html_.figure(plot);
    for (const auto& table : beside_each_other(tables, places(), say_)) {
      if (!table.caption.empty() && !has_failed) html_.table(table);
    }
    if (!has_failed) html_.paragraph(without_text(run_, say_), "absent");
    html_.markup("</section>\n");
  }

  // Of the nodes, by id: "FI (fi)".
  std::map<std::string, std::string> places() const {
    std::map<std::string, std::string> named;
    for (const auto& [node, answer] : run_.rounds.back()) {
      named[node.text()] = run_.trust.find(node)->country + " (" + node.text() + ")";
    }
    return named;
  }

  void add_exactness() {
    html_.heading(2, say_("heading.exactness"), "exactness");
    html_.paragraph(say_("exactness"));
  }

  void add_withheld() {
    html_.heading(2, say_("heading.withheld"), "withheld");
    std::vector<std::string> items;
    for (const auto& answer : run_.answer->at("analyses")) {
      if (answer.at("withheld").empty()) continue;
      items.push_back(
          say_("item", {as_words(answer.at("id").get<std::string>()), status_text(answer, say_)}));
    }
    html_.paragraph(say_(items.empty() ? "withheld.nothing" : "withheld.explanation"));
    html_.list(items);
  }

  // Art. 61(4): users name the sources as the permits say.
  void add_acknowledgement() {
    html_.heading(2, say_("heading.acknowledgement"), "acknowledgement");
    for (const auto& [node, permit] : run_.permits) {
      html_.paragraph(best_text(permit.acknowledgement, say_.language()));
    }
  }

  void add_verification() {
    html_.heading(2, say_("heading.verification"), "verification");
    html_.list({say_("verify.bundle"), say_("verify.check"), say_("verify.manifest"),
                say_("verify.anchor", {run_.trust.anchor().fingerprint()})});
  }

  const Contents& contents_;
  const Replay& run_;
  const Messages& say_;
  Html html_;
};

}  // namespace

std::string report_path(Language language) {
  return language == Language::en ? "report.html" : "report.fr.html";
}

std::string report_page(const Contents& contents,
                        const Replay& run,
                        const std::map<std::string, std::vector<Table>>& tables,
                        const std::map<std::string, std::string>& plots,
                        const Messages& say) {
  return Page(contents, run, say).write(tables, plots);
}

}  // namespace passerelle::bundle
