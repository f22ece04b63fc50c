#include "node/federation/delivery.h"

#include <doctest/doctest.h>

#include "node/federation/nodes_test.h"

namespace passerelle::federation {
namespace {

using std::chrono::seconds;
using Moment = DeliverySchedule::Moment;
using Due = std::vector<DueMessage>;

const Moment kStart{seconds(1'000)};

http::Response answer(int status, const std::string& body = {}) {
  http::Response response;
  response.status = status;
  response.body = body;
  return response;
}

TEST_CASE("a node that was not reached rests for 1 s, then twice as long, at most 15 min") {
  CHECK(rest_after(1) == seconds(1));
  CHECK(rest_after(2) == seconds(2));
  CHECK(rest_after(5) == seconds(16));
  CHECK(rest_after(10) == seconds(512));
  CHECK(rest_after(11) == seconds(900));
  CHECK(rest_after(1'000'000'000) == seconds(900));
}

TEST_CASE("a refusal of the message ends it, a node that cannot answer now does not") {
  CHECK(verdict_of(answer(200)) == Verdict::delivered);
  CHECK(verdict_of(answer(400)) == Verdict::refused);
  CHECK(verdict_of(answer(409, R"({"code":"message.conflict"})")) == Verdict::refused);
  for (const int status : {302, 408, 429, 500, 502, 503}) {
    CAPTURE(status);
    CHECK(verdict_of(answer(status)) == Verdict::lost);
  }
}

TEST_CASE("a node that does not know our certificate has not refused the message") {
  CHECK(verdict_of(answer(403, R"({"code":"identity.unknown_certificate"})")) == Verdict::lost);
  CHECK(verdict_of(answer(403, R"({"code":7})")) == Verdict::refused);
  CHECK(verdict_of(answer(403, "identity.unknown_certificate")) == Verdict::refused);
}

TEST_CASE("each node gets one message at a time, in order") {
  DeliverySchedule schedule;
  CHECK(schedule.begin({{kDk, 2, {}}, {kFi, 1, {}}}, kStart) == Due{{kDk, 2}, {kFi, 1}});
  CHECK(schedule.begin({{kDk, 2, {}}, {kFi, 1, {}}}, kStart).empty());
  schedule.answered(kFi);
  CHECK(schedule.begin({{kDk, 2, {}}, {kFi, 3, {}}}, kStart) == Due{{kFi, 3}});
}

TEST_CASE("a node that is away does not hold up others, and is tried again after its rest") {
  DeliverySchedule schedule;
  schedule.begin({{kDk, 2, {}}, {kFi, 1, {}}}, kStart);
  CHECK(schedule.failed(kFi, kStart) == 1);
  schedule.answered(kDk);
  CHECK(schedule.begin({{kDk, 4, {}}, {kFi, 1, {}}}, kStart) == Due{{kDk, 4}});
  CHECK(schedule.next_end_of_rest(kStart) == kStart + seconds(1));
  CHECK(schedule.begin({{kFi, 1, {}}}, kStart + seconds(1)) == Due{{kFi, 1}});
  CHECK(schedule.failed(kFi, kStart + seconds(1)) == 2);
  CHECK(schedule.begin({{kFi, 1, {}}}, kStart + seconds(2)).empty());
  CHECK(schedule.next_end_of_rest(kStart + seconds(1)) == kStart + seconds(3));
}

TEST_CASE("an answer ends the count of failures") {
  DeliverySchedule schedule;
  schedule.begin({{kFi, 1, {}}}, kStart);
  schedule.failed(kFi, kStart);
  schedule.begin({{kFi, 1, {}}}, kStart + seconds(1));
  schedule.answered(kFi);
  CHECK(!schedule.next_end_of_rest(kStart + seconds(1)));
  schedule.begin({{kFi, 2, {}}}, kStart + seconds(1));
  CHECK(schedule.failed(kFi, kStart + seconds(1)) == 1);
}

TEST_CASE("urgent messages go first, and a new one goes at once even while its node rests") {
  DeliverySchedule schedule;
  CHECK(schedule.begin({{kFi, 1, 5}}, kStart) == Due{{kFi, 5}});
  schedule.failed(kFi, kStart);
  CHECK(schedule.begin({{kFi, 1, 5}}, kStart).empty());
  CHECK(schedule.begin({{kFi, 1, 5}}, kStart + seconds(1)) == Due{{kFi, 5}});
  schedule.failed(kFi, kStart + seconds(1));
  schedule.hurry(kFi);
  CHECK(schedule.begin({{kFi, 1, 5}}, kStart + seconds(1)) == Due{{kFi, 5}});
  schedule.answered(kFi);
  schedule.begin({{kFi, 1, {}}}, kStart + seconds(1));
  schedule.failed(kFi, kStart + seconds(1));
  CHECK(schedule.begin({{kFi, 1, 7}}, kStart + seconds(1)) == Due{{kFi, 7}});
}

TEST_CASE("a node that somebody wants tried now rests no longer") {
  DeliverySchedule schedule;
  schedule.begin({{kFi, 1, {}}}, kStart);
  schedule.failed(kFi, kStart);
  schedule.hurry(kFi);
  CHECK(!schedule.next_end_of_rest(kStart));
  CHECK(schedule.begin({{kFi, 1, {}}}, kStart) == Due{{kFi, 1}});
}

}  // namespace
}  // namespace passerelle::federation
