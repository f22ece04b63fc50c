// One document as sections of rows, and its HTML: a page that stands alone, without a script and
// without a request to anywhere, for reading and for printing. Every text is escaped.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "policies/access/terms.h"
#include "policies/documents/messages.h"
#include "policies/documents/seal.h"

namespace passerelle::documents {

// A text with the language it is in, where that is not the document's.
struct Text {
  std::string text;
  std::string language;

  // Not explicit: a list of sentences of the document's language is a list of texts.
  Text(std::string words) : text(std::move(words)) {}
  Text(const access::Texts& texts, Language wanted);
};

struct Row {
  std::string label;
  std::vector<Text> values;
};

class Section {
 public:
  explicit Section(std::string heading) : heading_(std::move(heading)) {}

  // Adds a row; one without a value is left out.
  void add(std::string label, std::vector<Text> values);
  void add(std::string label, std::string value);

  const std::string& heading() const { return heading_; }
  const std::vector<Row>& rows() const { return rows_; }

 private:
  std::string heading_;
  std::vector<Row> rows_;
};

enum class Length { free, one_page };

struct Page {
  std::string title;
  std::optional<Text> subtitle;
  std::string outcome;  // shown in a frame; may be empty
  std::vector<Section> sections;
  std::optional<Seal> seal;
  Length length = Length::free;
};

// Returns the HTML. A section without rows is left out.
std::string to_html(const Page& page, const Messages& say);

}  // namespace passerelle::documents
