#include "node/bundle/report.h"

#include <nlohmann/json.hpp>
#include <set>

#include "node/bundle/applied_rules.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/report_style.h"

namespace passerelle::bundle {
namespace {

using Texts = std::map<std::string, std::string>;

std::string element(const std::string& name,
                    const std::string& text,
                    const std::string& attributes = {}) {
  return "<" + name + (attributes.empty() ? "" : " " + attributes) + ">" + escape_markup(text) +
         "</" + name + ">\n";
}

std::string text_in(const Texts& texts, const std::string& language) {
  const auto found = texts.find(language);
  return found == texts.end() ? std::string() : found->second;
}

std::string type_name(const std::string& type) {
  static const Texts kNames{{"count", "Counts"},
                            {"competing_risks", "Competing risks"},
                            {"crosstab", "Table"},
                            {"describe", "Description"},
                            {"table_one", "Groups beside each other"},
                            {"histogram", "Histogram"},
                            {"correlation", "Correlations"},
                            {"pca", "Principal components"},
                            {"kaplan_meier", "Survival curve"},
                            {"log_rank", "Log-rank test"},
                            {"cox", "Proportional hazards model"},
                            {"linear", "Linear regression"},
                            {"glm", "Generalised linear model"},
                            {"quantiles", "Quantiles"},
                            {"did", "Difference in differences"},
                            {"its", "Interrupted time series"},
                            {"rate", "Rates"},
                            {"meta", "Meta-analysis"},
                            {"derive", "Derived quantity"},
                            {"diagnostic", "Diagnostic accuracy"}};
  const auto found = kNames.find(type);
  return found == kNames.end() ? as_words(type) : found->second;
}

std::string status_text(const Json& answer) {
  auto status = answer.at("status").get<std::string>();
  return status == "partly_withheld" ? "partly withheld" : status;
}

std::string reason_text(const Json& answer) {
  auto reason = answer.at("reason").get<std::string>();
  if (reason == "collinearity") {
    const bool is_stratified = answer.at("type") == "cox" && !answer.contains("rounding");
    std::string names;
    for (const auto& name : answer.at("aliased")) {
      names += (names.empty() ? "" : ", ") + name.get<std::string>();
    }
    return "other terms" + std::string(is_stratified ? " and the strata" : "") + " determine " +
           names;
  }
  if (reason == "separation") return "the data separate: no finite coefficient exists";
  if (reason == "too_few_events") return "there are fewer events than coefficients";
  if (reason == "not_converged") return "the fit did not converge";
  return reason;
}

// The title of Regulation (EU) 2025/327 and, where the user processes personal data, the basis of
// Regulation (EU) 2016/679 and who answers for it.
std::string basis_text(const access::Permit& permit) {
  static const std::map<access::PermitKind, std::string> kTitles{
      {access::PermitKind::request_approval, "approved health data request (EHDS, Art. 69)"},
      {access::PermitKind::data_permit, "data permit (EHDS, Art. 68)"},
      {access::PermitKind::access_approval, "access approval (EHDS, Art. 67(3))"}};
  auto text = kTitles.at(permit.kind);
  if (const auto& protection = permit.data_protection) {
    const auto point = access::code(protection->basis).substr(sizeof("6-1-") - 1);
    text += "; GDPR, Art. 6(1)(" + std::string(point) + "); controller " + protection->controller;
  }
  return text;
}

std::string exactness(const Json& answer) {
  const auto& exact_to = answer.at("exact_to");
  if (exact_to == "pooled_rows") {
    return "These numbers equal an analysis of all rows in one place, but for the rounding of the "
           "last "
           "digits.";
  }
  if (exact_to != "pooled_rows_rounded") return {};
  const std::string all = "These numbers equal an analysis of all rows in one place";
  if (answer.at("rounding").contains("thresholds")) {
    return all + " whose score is known only between the thresholds shown.";
  }
  if (answer.at("rounding").contains("width")) {
    return all + " whose values were rounded up to a grid of width " +
           number_text(answer.at("rounding").at("width").get<double>()) + ".";
  }
  auto text = all + " whose times were rounded up to the breaks shown";
  const auto level = answer.at("rounding").at("level").get<int>();
  if (level > 0) {
    text += "; at finer breaks some node had too few persons, so coarser level " +
            std::to_string(level) + " was used everywhere";
  }
  return text + ".";
}

class Page {
 public:
  Page(const Contents& contents, const Replay& run) : contents_(contents), run_(run) {}

  std::string write(const std::map<std::string, std::vector<Table>>& tables,
                    const std::map<std::string, std::string>& plots) {
    add_head();
    add_nodes();
    add_analysis_set();
    html_ += element("h2", "Analyses");
    for (std::size_t i = 0; i < run_.plan.analyses.size(); ++i) {
      const auto& what = run_.plan.analyses[i];
      const auto plot = plots.find(what.id);
      add_analysis(what, run_.answer->at("analyses").at(i), tables.at(what.id),
                   plot == plots.end() ? std::string() : plot->second);
    }
    add_exactness();
    add_withheld();
    add_acknowledgement();
    add_verification();
    return html_ + "</main>\n</body>\n</html>\n";
  }

 private:
  void paragraph(const std::string& text, const std::string& attributes = {}) {
    if (!text.empty()) html_ += element("p", text, attributes);
  }

  void add_head() {
    auto title = main_text(run_.plan.title);
    if (title.empty()) title = run_.plan.id;
    html_ =
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\">\n" +
        element("title", title) + "<style>" + kReportStyle + "</style>\n</head>\n<body>\n<main>\n" +
        element("h1", title);
    paragraph(main_text(run_.plan.summary), "class=\"question\"");
    std::set<std::string> languages;
    for (const auto& [language, text] : run_.plan.title) languages.insert(language);
    for (const auto& [language, text] : run_.plan.summary) languages.insert(language);
    for (const auto& language : languages) {
      if (language == "en" || text_in(run_.plan.title, language) == title) continue;
      html_ += "<div class=\"other\" lang=\"" + escape_markup(language) + "\">\n";
      const auto heading = text_in(run_.plan.title, language);
      if (!heading.empty()) html_ += "<p><strong>" + escape_markup(heading) + "</strong></p>\n";
      paragraph(text_in(run_.plan.summary, language));
      html_ += "</div>\n";
    }
    html_ += "<p class=\"facts\">Study " + escape_markup(run_.plan.id) + ", version " +
             escape_markup(run_.plan.version) + ". Run <code>" +
             escape_markup(contents_.run.text()) + "</code>, ordered by " +
             escape_markup(node_name(contents_.requesting_node)) + " on " +
             date_text(contents_.submitted) + ", " + std::to_string(run_.rounds.size()) +
             (run_.rounds.size() == 1 ? " round" : " rounds") + ". Passerelle " +
             escape_markup(contents_.software_version) + ". SHA-256 of the study: <code>" +
             run_.plan.digest + "</code></p>\n";
  }

  std::string node_name(const NodeId& node) const {
    const auto* entry = run_.trust.find(node);
    return entry == nullptr ? node.text() : entry->name;
  }

  void add_nodes() {
    html_ += element("h2", "Nodes and permits");
    paragraph(
        "Rows never left the nodes. Each node ran the study on its own data under a permit of its "
        "own "
        "health data access body, and released only what its disclosure rules allow.");
    Table table{"",
                "Who took part",
                {{"node", "Node", Kind::text},
                 {"country", "Country", Kind::text},
                 {"permit", "Permit", Kind::text},
                 {"basis", "Legal basis", Kind::text},
                 {"data", "Data set and version", Kind::text},
                 {"rules", "Disclosure rules", Kind::text}},
                {}};
    for (const auto& [node, answer] : run_.rounds.back()) {
      std::string data;
      for (const auto& [dataset, version] : answer.context.dataset_versions) {
        data += (data.empty() ? "" : "; ") + dataset.text() + " (" + version.substr(0, 12) + ")";
      }
      table.rows.push_back(
          {node_name(node) + " (" + node.text() + ")", run_.trust.find(node)->country,
           answer.context.permit.text() + ", version " +
               std::to_string(answer.context.permit_version),
           basis_text(run_.permits.at(node)), data, rules_text(answer.context.rules)});
    }
    html_ += "<div class=\"scroll\">\n" + to_html(table) + "</div>\n";
    paragraph(without(), "class=\"absent\"");
  }

  // Which of the study's data no number of this report is of; empty when it is of all.
  std::string without() const {
    const auto absent = absent_from(run_);
    if (absent.datasets.empty()) return {};
    std::string text = "Not in these numbers, because no permit speaks of them yet: ";
    const char* separator = "";
    for (const auto& node : absent.nodes) {
      text += separator + node_name(node) + " (" + node.text() + ")";
      separator = ", ";
    }
    separator = absent.nodes.empty() ? "" : "; ";
    for (const auto& dataset : absent.datasets) {
      text += separator + dataset.text();
      separator = ", ";
    }
    return text + ".";
  }

  void add_analysis_set() {
    const auto set = run_.answer->find("analysis_set");
    if (set == run_.answer->end()) return;
    const auto number = [&](const char* name) {
      const auto& value = set->at(name);
      return value.is_number() ? grouped(value.get<double>()) : std::string("a withheld number of");
    };
    paragraph("The analysis set holds " + number("rows") + " rows; " + number("left_out") +
              " rows of the cohort were left out because a value was missing.");
    if (set->at("opted_out") != 0) {
      paragraph("Nothing was read of " + number("opted_out") +
                " persons who had opted out of secondary use (Regulation (EU) 2025/327, Art. 71).");
    }
  }

  void add_analysis(const analysis::Analysis& what,
                    const Json& answer,
                    const std::vector<Table>& tables,
                    const std::string& plot) {
    html_ += "<section id=\"" + escape_markup(what.id) + "\">\n<h3>" +
             escape_markup(as_words(what.id)) + "<span class=\"status\">" +
             escape_markup(type_name(what.type) + ", " + status_text(answer)) + "</span></h3>\n";
    paragraph(answer.at("method").get<std::string>() + " " + exactness(answer), "class=\"method\"");
    paragraph("Disclosure rules that decided it: " + applied_rules_text(run_.plan, what) + ".",
              "class=\"method\"");
    if (answer.contains("reason")) {
      paragraph("No result: " + reason_text(answer) + ".");
    }
    if (!plot.empty()) html_ += "<figure>\n" + plot + "</figure>\n";
    for (const auto& table : tables) {
      if (table.caption.empty() || answer.contains("reason")) continue;
      html_ += "<div class=\"scroll\">\n" + to_html(table) + "</div>\n";
    }
    if (!answer.contains("reason")) paragraph(without(), "class=\"absent\"");
    html_ += "</section>\n";
  }

  void add_exactness() {
    html_ += element("h2", "How exact the numbers are");
    paragraph(
        "Counts, means, tests and models are computed from sums that every node releases, and "
        "equal the "
        "analysis of all rows in one place to about ten significant digits. Survival curves are "
        "exact "
        "for times rounded up to the breaks that the study declares. Tables here show rounded "
        "numbers; "
        "the files in tables/ and result.json hold every digit.");
  }

  void add_withheld() {
    html_ += element("h2", "What was withheld");
    std::string items;
    for (const auto& answer : run_.answer->at("analyses")) {
      if (answer.at("withheld").empty()) continue;
      items +=
          element("li", as_words(answer.at("id").get<std::string>()) + ": " + status_text(answer));
    }
    if (items.empty())
      return paragraph("Nothing: every number that the study asks for was released.");
    paragraph(
        "A pooled number is given only when every node released its part. A number that could "
        "point to "
        "a few persons, alone or together with other numbers, carries the mark \"withheld\"; the "
        "mark "
        "is the same whatever the reason, because a reason would tell something about these "
        "persons.");
    html_ += "<ul>\n" + items + "</ul>\n";
  }

  // Art. 61(4): users name the sources as the permits say.
  void add_acknowledgement() {
    html_ += element("h2", "Acknowledgement");
    for (const auto& [node, permit] : run_.permits) paragraph(main_text(permit.acknowledgement));
  }

  void add_verification() {
    html_ += element("h2", "How to verify");
    html_ +=
        "<ul>\n<li><code>passerelle verify BUNDLE.zip --anchor FINGERPRINT</code> checks every "
        "seal, "
        "permit and log receipt, folds the answers again and compares every file of this bundle. "
        "It "
        "needs no network.</li>\n<li><code>Rscript check.R</code> pools the released numbers again "
        "with "
        "formulas of its own, in base R.</li>\n<li><code>manifest.json</code> lists every number "
        "that "
        "left each node, by round.</li>\n<li>The trust list names its anchor by the fingerprint "
        "<code>" +
        run_.trust.anchor().fingerprint() +
        "</code>. Compare it with one that you got elsewhere: whoever made this bundle could have "
        "named "
        "an anchor of their own.</li>\n</ul>\n";
  }

  const Contents& contents_;
  const Replay& run_;
  std::string html_;
};

}  // namespace

std::string report_page(const Contents& contents,
                        const Replay& run,
                        const std::map<std::string, std::vector<Table>>& tables,
                        const std::map<std::string, std::string>& plots) {
  return Page(contents, run).write(tables, plots);
}

}  // namespace passerelle::bundle
