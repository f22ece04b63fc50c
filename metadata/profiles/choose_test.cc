#include "metadata/profiles/choose.h"

#include <doctest/doctest.h>

#include <ostream>

#include "metadata/rdf/documents.h"

namespace passerelle::profiles {
namespace {

ProfileInfo info(std::string name,
                 std::string release,
                 std::vector<std::string> conforms_to,
                 std::vector<std::string> access_rights = {}) {
  return {std::move(name),
          std::move(release),
          {std::move(conforms_to), std::move(access_rights)},
          {},
          false};
}

// The name of the profile that is chosen for a dataset that says this.
std::string chosen(const std::vector<ProfileInfo>& profiles, const std::string& says) {
  const auto graph = rdf::read_graph(
      "@prefix dct: <http://purl.org/dc/terms/> . <urn:d> " + says + " .", rdf::Syntax::turtle);
  REQUIRE(graph.has_value());
  const auto* found = choose(profiles, *graph);
  return found ? found->name : "none";
}

TEST_CASE("a profile that is named goes before one that fits the access rights") {
  const std::vector<ProfileInfo> profiles{info("by-right", "9", {}, {"urn:closed"}),
                                          info("by-name", "1", {"urn:p"})};
  CHECK(chosen(profiles, "dct:conformsTo <urn:p> ; dct:accessRights <urn:closed>") == "by-name");
  CHECK(chosen(profiles, "dct:conformsTo <urn:q> ; dct:accessRights <urn:closed>") == "by-right");
  CHECK(chosen(profiles, "dct:accessRights <urn:open>") == "none");
  CHECK(chosen(profiles, "dct:conformsTo \"urn:p\"") == "none");
  CHECK(chosen({}, "dct:conformsTo <urn:p>") == "none");
}

TEST_CASE("the higher release wins, numbers by their value") {
  const auto newest = [](const std::vector<std::string>& releases) {
    std::vector<ProfileInfo> profiles;
    for (const auto& release : releases) profiles.push_back(info(release, release, {"urn:p"}));
    return chosen(profiles, "dct:conformsTo <urn:p>");
  };
  CHECK(newest({"9", "10"}) == "10");
  CHECK(newest({"3.0.1", "3.0.0"}) == "3.0.1");
  CHECK(newest({"3.0", "3.0.1"}) == "3.0.1");
  CHECK(newest({"10", "draft", "9"}) == "10");
  CHECK(newest({"draft.2", "draft.10"}) == "draft.10");
  CHECK(newest({"007", "8"}) == "8");
}

TEST_CASE("an installed profile goes before the built-in one, and names decide last") {
  auto built_in = info("built-in", "9", {"urn:p"});
  built_in.is_built_in = true;
  CHECK(chosen({built_in, info("own", "1", {"urn:p"})}, "dct:conformsTo <urn:p>") == "own");
  CHECK(chosen({info("own", "1", {"urn:p"}), built_in}, "dct:conformsTo <urn:p>") == "own");
  CHECK(chosen({info("b", "1", {"urn:p"}), info("a", "1", {"urn:p"})}, "dct:conformsTo <urn:p>") ==
        "a");
}

}  // namespace
}  // namespace passerelle::profiles
