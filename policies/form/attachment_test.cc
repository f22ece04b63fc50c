#include "policies/form/attachment.h"

#include <doctest/doctest.h>

#include <string>

#include "policies/form/errors.h"
#include "policies/form/sample_test.h"

using namespace passerelle;
using namespace passerelle::form;
using namespace std::string_literals;

namespace {

const std::string kCompound = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"s;
const std::string kWord = "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"s;
const std::string kBook = "W\0o\0r\0k\0b\0o\0o\0k\0"s;
const std::string kZip = "PK\x03\x04"s;

struct Sample {
  const char* name;
  std::string content;
};

const Sample kSamples[] = {
    {"plan.pdf", "%PDF-1.7\n"},
    {"plan.doc", kCompound + kWord},
    {"plan.docx", kZip + "word/document.xml"},
    {"list.xls", kCompound + kBook},
    {"list.xlsx", kZip + "xl/workbook.xml"},
    {"plan.odt", kZip + "mimetypeapplication/vnd.oasis.opendocument.text"},
};

std::string refused_attachment(std::string_view name, std::string_view content) {
  const auto file = attachment_of(name, content);
  return file ? "accepted" : file.error().name();
}

}  // namespace

TEST_CASE("a file of every accepted type becomes its name, size and digest") {
  for (const auto& [name, content] : kSamples) {
    CAPTURE(name);
    const auto file = attachment_of(name, content);
    REQUIRE(file);
    CHECK(file->name == name);
    CHECK(file->bytes == static_cast<std::int64_t>(content.size()));
    CHECK(verify(*file, content));
  }
  // printf '%%PDF-1.7\n' | sha256sum
  CHECK(attachment_of("a.PDF", "%PDF-1.7\n")->digest ==
        "0716f9264c9fe19f5d7455276107f3ddcc1d3497f63d60689a73558ae8a1bf5e");
}

TEST_CASE("a file is what its bytes say: every type under the name of another is refused") {
  for (const auto& [name, own] : kSamples) {
    for (const auto& [other, content] : kSamples) {
      CAPTURE(name);
      CAPTURE(other);
      CHECK((refused_attachment(name, content) == "accepted") == (own == content));
    }
  }
  CHECK(refused_attachment("plan.pdf", "MZ\x90") == "form.bad_file");
  CHECK(refused_attachment("plan.pdf", " %PDF-1.7") == "form.bad_file");
  CHECK(refused_attachment("plan.pdf", "") == "form.bad_file");
  CHECK(refused_attachment("plan.odt", kZip + "nothing of the kind") == "form.bad_file");
}

TEST_CASE("a name of another type, with a folder, or that could break a line is refused") {
  for (const auto& name :
       {"plan.exe"s, "plan"s, ".pdf"s, ".hidden.pdf"s, "../plan.pdf"s, "a\\plan.pdf"s, "a\nb.pdf"s,
        "a\0b.pdf"s, "plan.pdf.exe"s, ""s, std::string(200, 'a') + ".pdf"}) {
    CAPTURE(name);
    CHECK(refused_attachment(name, "%PDF-1.7\n") == "form.bad_file");
  }
  CHECK(is_attachment_name("Plan d’étude.pdf"));
}

TEST_CASE("a file of one million bytes is accepted, one byte more is not") {
  const std::string head = "%PDF-1.7\n";
  const std::string most = head + std::string(1'000'000 - head.size(), 'x');
  CHECK(refused_attachment("plan.pdf", most) == "accepted");
  CHECK(refused_attachment("plan.pdf", most + "x") == "form.file_too_large");
}

TEST_CASE("other bytes than those the application names are refused") {
  const auto file = attachment_of("plan.pdf", "%PDF-1.7\n").value();
  const auto altered = verify(file, "%PDF-1.8\n");
  REQUIRE(!altered);
  CHECK(altered.error().name() == "form.file_altered");
  CHECK(verify(file, "MZ").error().name() == "form.bad_file");
}

TEST_CASE("the files of a part are the common ones and those of its country, each once") {
  const auto named = [](const char* name, char digit) {
    return access::Attachment{name, 9, std::string(64, digit)};
  };
  auto application = sample::application();
  CHECK(attachments_of(application).empty());
  application.answers["plan_file"] = named("plan.pdf", 'b');
  application.answers["further_file"] = named("the same.pdf", 'b');
  application.countries["FI"].answers["variables_file"] = named("fi.pdf", 'a');
  application.countries["DK"].answers["variables_file"] = named("dk.pdf", 'c');
  CHECK(attachments_of(application).size() == 3);
  const auto files = attachments_of(application.part_for(NodeId("fi")).value());
  REQUIRE(files.size() == 2);
  CHECK(files[0] == named("fi.pdf", 'a'));
  CHECK(files[1].digest == std::string(64, 'b'));
}
