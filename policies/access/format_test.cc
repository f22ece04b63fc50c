#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/base/format_examples_test.h"
#include "node/crypto/signed_document.h"
#include "policies/access/permit_status.h"
#include "policies/access/sample_test.h"

using namespace passerelle;
using namespace passerelle::access;

TEST_CASE("the examples of FORMAT.md are byte for byte what this room reads and writes") {
  const auto blocks = format_examples("policies/access");
  REQUIRE(blocks.size() == 7);
  const auto envelope = parse_json(blocks[0]);
  REQUIRE(envelope);
  CHECK(canonical_text(*envelope) == blocks[0]);
  const auto document = crypto::SignedDocument::parse(*envelope, kPermitType);
  REQUIRE(document);
  const auto body = document->verify_self_signed();
  REQUIRE(body);
  const auto permit = permit_from_json(*body);
  REQUIRE(permit);
  CHECK(*permit == sample::permit(sample::partial_grant()));
  CHECK(canonical_text(to_json(*permit)) == canonical_text(*body));

  const auto status = permit_status_from_json(parse_json(blocks[1]).value());
  REQUIRE(status);
  REQUIRE(status->permits.size() == 2);
  CHECK(status->permits[1].state == PermitState::revoked);
  CHECK(canonical_text(to_json(*status)) == blocks[1]);

  const auto application = application_from_json(parse_json(blocks[2]).value());
  REQUIRE(application);
  CHECK(*application == sample::application());
  CHECK(canonical_text(to_json(*application)) == blocks[2]);

  const auto decision = decision_from_json(parse_json(blocks[3]).value());
  REQUIRE(decision);
  CHECK(*decision == sample::partial_grant());
  CHECK(canonical_text(to_json(*decision)) == blocks[3]);

  const auto change = change_decision_from_json(parse_json(blocks[4]).value());
  REQUIRE(change);
  CHECK(*change == sample::amendment());
  CHECK(canonical_text(to_json(*change)) == blocks[4]);

  const auto decided = decision_notice_from_json(parse_json(blocks[5]).value());
  REQUIRE(decided);
  CHECK(*decided == sample::decision_notice());
  CHECK(canonical_text(to_json(*decided)) == blocks[5]);

  const auto enforced = enforcement_notice_from_json(parse_json(blocks[6]).value());
  REQUIRE(enforced);
  CHECK(*enforced == sample::enforcement_notice());
  CHECK(canonical_text(to_json(*enforced)) == blocks[6]);
}
