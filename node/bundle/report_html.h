// The page of a report while it is written. Every text is escaped; `markup` alone is not.
//
// Thread safety: one thread.
#pragma once

#include <string>
#include <vector>

#include "node/bundle/result_table.h"
#include "policies/documents/page.h"

namespace passerelle::bundle {

class Html {
 public:
  explicit Html(const Messages& say) : say_(&say) {}

  void heading(int level, const std::string& text);
  // One with an id that is no analysis': theirs never begin with "_".
  void heading(int level, const std::string& text, const std::string& part);
  // A paragraph without text is left out; `kind` is a class of the style sheet. In words of ours
  // what stands between backticks is code.
  void paragraph(const std::string& text, const std::string& kind = {});
  void paragraph(const documents::Text& text, const std::string& kind = {});
  // A list without items is left out.
  void list(const std::vector<std::string>& items);
  void table(const Table& table);
  void figure(const std::string& drawing);
  void code(const std::string& id, const std::string& text);
  // Requires: `html` is markup.
  void markup(const std::string& html) { html_ += html; }

  const std::string& text() const { return html_; }

 private:
  const Messages* say_;
  std::string html_;
};

// <NAME ATTRIBUTES>text</NAME>. Requires: the attributes are markup.
std::string element(const std::string& name,
                    const std::string& text,
                    const std::string& attributes = {});

}  // namespace passerelle::bundle
