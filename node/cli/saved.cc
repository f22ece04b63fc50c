#include "node/cli/saved.h"

#include <nlohmann/json.hpp>

#include "node/base/encoding.h"
#include "node/service/home.h"

namespace passerelle::cli {

Result<Json> save_text(const std::string& text, const std::string& out) {
  if (auto written = service::write_text_file(out, text); !written) return written.error();
  return Json{{"file", out}};
}

Result<Json> save_content(const Result<Json>& answer, const std::string& out) {
  if (!answer) return answer.error();
  const auto content = from_base64(answer->at("content").get<std::string>());
  if (!content) return content.error();
  return save_text(*content, out);
}

Result<Json> save_json(const Result<Json>& answer, const std::string& out) {
  if (!answer) return answer.error();
  return save_text(canonical_text(*answer), out);
}

Result<Json> save_page(Session& session,
                       const Options& options,
                       const std::string& target,
                       const std::string& out) {
  const auto page =
      session.ask(http::Method::get, target + "?lang=" + options.language, {}, "text/html");
  if (!page) return page.error();
  return save_text(page->body, out);
}

}  // namespace passerelle::cli
