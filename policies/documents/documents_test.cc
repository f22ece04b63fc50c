#include "policies/documents/documents.h"

#include <doctest/doctest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <regex>

#include "node/base/format_examples_test.h"
#include "policies/access/sample_test.h"
#include "policies/purposes/prohibition.h"

using namespace passerelle;
using namespace passerelle::documents;

namespace {

namespace sample = access::sample;

const Body kFindata{"Findata", "FI"};
const Seal kSeal{sample::kDigest, "the-key"};

access::CountryCase decided(const access::Decision& decision) {
  return access::decide(sample::finnish_case(), decision).value();
}

CommitteeSheet sheet() {
  CommitteeSheet sheet;
  sheet.application = ApplicationId("fr-2026-0001");
  sheet.title = {{"en", "Survival after colon cancer"}};
  sheet.applicant = "University of Nantes";
  sheet.study = {{"en", "Does treatment prolong life?"}};
  sheet.outputs = {{{"en", "Counts by treatment"}, {"fr", "Effectifs par traitement"}}};
  sheet.min_cell = 5;
  sheet.earlier_releases = {{{{"en", "Survival to 2019"}},
                             sample::at("2026-05-02T00:00:00Z"),
                             {{"en", "The same tables, one year less"}}}};
  sheet.similar_decisions = {{{"SDS", "DK"},
                              sample::at("2026-11-30T00:00:00Z"),
                              access::Outcome::partially_granted,
                              {{"en", "Survival after colon cancer"}},
                              "Without the site."}};
  return sheet;
}

// Of which nothing is known but its words.
CommitteeSheet bare_sheet() {
  CommitteeSheet sheet;
  sheet.title = {{"en", "Survival after colon cancer"}};
  sheet.study = {{"en", "Does treatment prolong life?"}};
  return sheet;
}

std::string change_page(const access::ChangeDecision& change, Language language) {
  return change_document(change, sample::finnish_case().application, kFindata, kSeal, language);
}

// Every document there is, in one language.
std::vector<std::string> all_documents(Language language) {
  auto refused = sample::grant();
  refused.outcome = access::Outcome::refused;
  refused.reason = "Not needed.";
  auto renewed = sample::permit(sample::partial_grant());
  renewed.predecessor = PermitId("fi-permit-0");
  renewed.version = 2;
  return {decision_document(decided(sample::grant()), kFindata, kSeal, language),
          decision_document(decided(sample::partial_grant()), kFindata, kSeal, language),
          decision_document(decided(refused), kFindata, kSeal, language),
          permit_document(sample::permit(), kFindata, kSeal, language),
          permit_document(renewed, kFindata, kSeal, language),
          fee_statement(decided(sample::partial_grant()), kFindata, kSeal, language),
          change_page(sample::amendment(), language),
          change_page(sample::renewal("2029-01-01T00:00:00Z"), language),
          committee_sheet(sheet(), kFindata, language),
          committee_sheet(bare_sheet(), kFindata, language)};
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE(
    "a document stands alone: no script, no request to anywhere, nothing left of a template") {
  for (const auto language : {Language::en, Language::fr}) {
    for (const auto& html : all_documents(language)) {
      CHECK(html.starts_with("<!doctype html>"));
      CHECK(has(html, language == Language::en ? "<html lang=\"en\">" : "<html lang=\"fr\">"));
      CHECK(has(html, "default-src 'none'"));
      for (const char* forbidden : {"<script", "src=", "href=", "url(", "@import", "{{", "}}"}) {
        CAPTURE(forbidden);
        CHECK(!has(html, forbidden));
      }
    }
  }
}

TEST_CASE("every element that is opened is closed, in order") {
  const std::regex tag("<(/?)([a-z][a-z0-9]*)[^>]*>");
  for (const auto& html : all_documents(Language::fr)) {
    std::vector<std::string> open;
    for (std::sregex_iterator it(html.begin(), html.end(), tag), end; it != end; ++it) {
      const auto name = (*it)[2].str();
      if (name == "meta" || name == "br") continue;
      if ((*it)[1].str().empty()) {
        open.push_back(name);
      } else {
        REQUIRE(!open.empty());
        CHECK(open.back() == name);
        open.pop_back();
      }
    }
    CHECK(open.empty());
  }
}

TEST_CASE("what comes from outside is escaped, wherever it stands") {
  const std::string evil = "<b onload=\"x\">&'{{title}}";
  const std::string harmless = "&lt;b onload=&quot;x&quot;&gt;&amp;&apos;{{title}}";
  auto decision = sample::partial_grant();
  decision.reason = evil;
  decision.conditions.items[1].text = evil;
  decision.granted.datasets->front().protected_parts->measures = evil;
  decision.fees->reference = evil;
  decision.data_protection->controller = evil;
  decision.agreements[0].holder = evil;
  auto one = decided(decision);
  one.decision->opt_out_exception =
      privacy::Exception{privacy::Ground::important_research, "Act 1", evil};
  one.application.title["en"] = evil;
  one.application.applicant.organisation = evil;
  auto permit = access::issue(one, sample::kIssuer, PermitId("fi-permit-1")).value();
  permit.persons[0].name = evil;
  permit.purpose_text["en"] = evil;
  auto change = sample::amendment();
  change.reason = evil;
  auto page = sheet();
  page.title["en"] = page.study["en"] = evil;
  page.similar_decisions[0].reason = evil;
  const Body body{evil, "FI"};
  const Seal seal{evil, evil};
  for (const auto& html :
       {decision_document(one, body, seal, Language::en),
        permit_document(permit, body, seal, Language::en),
        fee_statement(one, body, seal, Language::en), committee_sheet(page, body, Language::en),
        change_document(change, one.application, body, seal, Language::en)}) {
    CHECK(!has(html, "<b onload"));
    CHECK(has(html, harmless));
  }
}

TEST_CASE("a decision says outcome, reason, grounds, data, conditions and fees") {
  const auto html =
      decision_document(decided(sample::partial_grant()), kFindata, kSeal, Language::en);
  for (const char* part :
       {"Decision of Findata (FI)", "Survival after colon cancer", "Granted in part",
        "The treatment is not needed.", "Necessity and proportion (Art. 68(1)(b))", "aino",
        "1 December 2026, 10:00 UTC", "https://fi.example/dataset/colon",
        "Variables: id, status, time", "Only rows where status = 1",
        "Only rows where time from 2015-01-01 to 2020-12-31",
        "Tell the registry before publication. (checked by a person)", "EUR 450.50", "EUR 1,650.50",
        "Finnish Cancer Registry"}) {
    CAPTURE(part);
    CHECK(has(html, part));
  }
}

TEST_CASE("a refusal shows no data, and a grant shows what was asked for") {
  auto refused = sample::grant();
  refused.outcome = access::Outcome::refused;
  refused.reason = "Not needed.";
  CHECK(!has(decision_document(decided(refused), kFindata, kSeal, Language::en),
             "https://fi.example/dataset/colon"));
  CHECK(has(decision_document(decided(sample::grant()), kFindata, kSeal, Language::en),
            "https://fi.example/dataset/colon"));
}

TEST_CASE("a decision on a change says which, why and what is otherwise from then on") {
  auto amendment = sample::amendment();
  amendment.amendment->persons = sample::permit().persons;
  amendment.amendment->datasets = sample::permit().datasets;
  amendment.amendment->output = access::OutputRules{};
  const auto html = change_page(amendment, Language::fr);
  for (const char* part :
       {"Décision de Findata (FI)", "Modification d’une autorisation", "fi-permit-1",
        "Fewer runs are enough.", "<span>3</span>", "Marie Curie (marie@fr)",
        "https://fi.example/dataset/colon", "Ce qui peut sortir", "1er janvier 2028"}) {
    CAPTURE(std::string(part));
    CHECK(has(html, part));
  }
  auto refused = sample::change();
  refused.outcome = access::Outcome::refused;
  const auto refusal = change_page(refused, Language::en);
  CHECK(has(refusal, "Refused"));
  CHECK(!has(refusal, "What changes"));
  CHECK(has(change_page(sample::renewal("2029-01-01T00:00:00Z"), Language::en), "1 January 2029"));
}

TEST_CASE("a permit says who, why, what, how and until when, and every prohibition") {
  auto permit = sample::permit(sample::partial_grant());
  permit.opt_out.exception =
      privacy::Exception{privacy::Ground::important_research, "loi 552/2019", "Seule source."};
  const auto html = permit_document(permit, kFindata, kSeal, Language::fr);
  for (const char* part :
       {"Approbation d’une demande de données de santé", "fi-permit-1",
        "Marie Curie (marie@fr), investigateur principal, niveau de garantie : substantiel",
        "1er janvier 2028, 00:00 UTC", "Statistiques anonymisées", "survey-2025",
        "Non appliqué (loi 552/2019)", "Une personne, après le programme", "1er mars 2028",
        "l’accord du détenteur est versé au dossier", "1\u202f650,50\u202fEUR"}) {
    CAPTURE(std::string(part));
    CHECK(has(html, part));
  }
  const auto english = permit_document(sample::permit(), kFindata, kSeal, Language::en);
  for (const auto prohibition : purposes::all_prohibitions()) {
    CHECK(!purposes::sentence(prohibition, Language::en).empty());
  }
  CHECK(has(english, "Re-identifying a person, or trying to"));
}

TEST_CASE("the foot shows the digest and the key of the signed twin") {
  const auto html = permit_document(sample::permit(), kFindata, kSeal, Language::en);
  CHECK(has(html, "<code>" + sample::kDigest + "</code>"));
  CHECK(has(html, "<code>the-key</code>"));
  CHECK(!has(permit_document(sample::permit(), kFindata, std::nullopt, Language::en), "<footer>"));
}

TEST_CASE("a text without a translation is shown in English and says so") {
  const auto html = committee_sheet(sheet(), kFindata, Language::fr);
  CHECK(has(html, "<p class=\"subtitle\" lang=\"en\">Survival after colon cancer</p>"));
  CHECK(has(html, "<span>Effectifs par traitement</span>"));
}

TEST_CASE("a committee sheet tells what can leave, what is close and what others decided") {
  const auto html = committee_sheet(sheet(), kFindata, Language::en);
  for (const char* part :
       {"class=\"one-page\"", "Counts by treatment", "<span>5</span>",
        "The same tables, one year less", "SDS (DK)",
        "Granted in part, on 30 November 2026, 00:00 UTC", "Without the site."}) {
    CAPTURE(part);
    CHECK(has(html, part));
  }
  CHECK(has(committee_sheet(bare_sheet(), kFindata, Language::en), "None known"));
}

TEST_CASE("a sheet for programs is what its format shows") {
  const auto found = format_examples("policies/documents");
  REQUIRE(found.size() == 1);
  CHECK(canonical_text(to_json(sheet())) == found[0]);
}

TEST_CASE("the same input gives the same bytes") {
  CHECK(all_documents(Language::en) == all_documents(Language::en));
}
