#include "metadata/profiles/pack.h"

#include <doctest/doctest.h>

#include <fstream>

#include "metadata/profiles/errors.h"
#include "metadata/profiles/pack_folder_test.h"

namespace passerelle::profiles {
namespace {

namespace fs = std::filesystem;

std::error_code pack_refusal(const fs::path& folder) {
  const auto pack = read_pack(folder);
  REQUIRE_FALSE(pack.has_value());
  return pack.error().code;
}

TEST_CASE("a pack is read with its files and what it applies to") {
  const PackFolder folder;
  folder.write("pack.json",
               pack_json(R"("shapes": ["shapes/a.ttl", "b.ttl"], "background": ["v.nt"], )"
                         R"("messages": ["words.table"])"));
  for (const char* name : {"shapes/a.ttl", "b.ttl", "v.nt", "words.table"})
    folder.write(name, name);
  const auto pack = read_pack(folder.path());
  REQUIRE_MESSAGE(pack.has_value(), pack.error().text());
  CHECK(pack->name == "test/one");
  CHECK(pack->release == "1.0");
  CHECK(pack->applies_to == AppliesTo{{"urn:profile"}, {"urn:right"}});
  REQUIRE(pack->shapes.size() == 2);
  CHECK(pack->shapes[0].name == "shapes/a.ttl");
  CHECK(pack->shapes[0].bytes == "shapes/a.ttl");
  CHECK(pack->background[0].bytes == "v.nt");
  CHECK(pack->messages[0].bytes == "words.table");
}

TEST_CASE("a path out of the pack is refused, by dots, from the root, and by a link") {
  const PackFolder outer;
  outer.write("secret.ttl", "secret");
  outer.write("pack/inside.ttl", "");
  const auto folder = outer.path() / "pack";
  for (const std::string& path :
       {std::string("../secret.ttl"), (outer.path() / "secret.ttl").string(),
        std::string("x/../../secret.ttl"), std::string("link.ttl")}) {
    fs::create_directories(folder / "x");
    if (!fs::exists(folder / "link.ttl"))
      fs::create_symlink(outer.path() / "secret.ttl", folder / "link.ttl");
    outer.write("pack/pack.json", pack_json("\"shapes\": [\"" + path + "\"]"));
    CHECK_MESSAGE(pack_refusal(folder) == make_error_code(ProfileError::outside_pack), path);
  }
}

TEST_CASE("packs of a collection share its files, and no others") {
  const PackFolder outer;
  outer.write("collection/shapes/s.ttl", "shared");
  outer.write("secret.ttl", "secret");
  outer.write("collection/packs/one/pack.json", pack_json(R"("shapes": ["../../shapes/s.ttl"])"));
  const auto pack = read_pack(outer.path() / "collection/packs/one");
  REQUIRE_MESSAGE(pack.has_value(), pack.error().text());
  CHECK(pack->shapes[0].name == "shapes/s.ttl");
  outer.write("collection/packs/one/pack.json", pack_json(R"("shapes": ["../../../secret.ttl"])"));
  CHECK(pack_refusal(outer.path() / "collection/packs/one") ==
        make_error_code(ProfileError::outside_pack));
}

TEST_CASE("a pack.json that is none is refused with its field") {
  const PackFolder folder;
  CHECK(pack_refusal(folder.path()) == make_error_code(BaseError::unavailable));
  CHECK(pack_refusal(folder.path() / "none") == make_error_code(BaseError::unavailable));
  for (const std::string& text :
       {std::string("{"), std::string("{}"), pack_json(""), pack_json(R"("shapes": "a.ttl")"),
        pack_json(R"("shapes": [], "surprise": 1)"), pack_json(R"("shapes": [])", "other/2"),
        pack_json(R"("shapes": [])", "passerelle-profile/1", "../up"),
        pack_json(R"("shapes": [])", "passerelle-profile/1", "Upper"),
        pack_json(R"("shapes": [])", "passerelle-profile/1", "a//b")}) {
    folder.write("pack.json", text);
    CHECK_MESSAGE(pack_refusal(folder.path()) == make_error_code(ProfileError::bad_pack), text);
  }
  folder.write("pack.json", pack_json(R"("shapes": ["none.ttl"])"));
  CHECK(pack_refusal(folder.path()) == make_error_code(BaseError::unavailable));
}

TEST_CASE("a pack that was written is the same pack, with the same digest") {
  const PackFolder outer;
  outer.write("collection/shapes/s.ttl", "shared");
  outer.write("collection/packs/one/own.ttl", "own");
  outer.write("collection/packs/one/pack.json",
              pack_json(R"("shapes": ["../../shapes/s.ttl", "own.ttl"])"));
  const auto pack = read_pack(outer.path() / "collection/packs/one");
  REQUIRE(pack.has_value());
  REQUIRE(write_pack(*pack, outer.path() / "copy").has_value());
  auto copy = read_pack(outer.path() / "copy");
  REQUIRE_MESSAGE(copy.has_value(), copy.error().text());
  CHECK(copy->applies_to == pack->applies_to);
  CHECK(copy->shapes[1].bytes == "own");
  CHECK(digest(*copy) == digest(*pack));
  copy->shapes[1].bytes = "other";
  CHECK(digest(*copy) != digest(*pack));
  CHECK(write_pack(*pack, outer.path() / "copy").error().code ==
        make_error_code(ProfileError::already_there));
}

TEST_CASE("two different files of one name cannot be written into one folder") {
  const PackFolder outer;
  const Pack pack{"a", "1", {}, {{"s.ttl", "one"}}, {{"s.ttl", "two"}}, {}};
  CHECK(write_pack(pack, outer.path() / "copy").error().code ==
        make_error_code(ProfileError::bad_pack));
  const Pack impostor{"a", "1", {}, {{"pack.json", "x"}}, {}, {}};
  CHECK(write_pack(impostor, outer.path() / "two").error().code ==
        make_error_code(ProfileError::bad_pack));
}

}  // namespace
}  // namespace passerelle::profiles
