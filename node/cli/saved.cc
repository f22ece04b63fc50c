#include "node/cli/saved.h"

#include <nlohmann/json.hpp>

#include "node/base/encoding.h"
#include "node/service/home.h"

namespace passerelle::cli {
namespace {

Result<Json> saved(const std::string& content, const std::string& out) {
  if (auto written = service::write_text_file(out, content); !written) return written.error();
  return Json{{"file", out}};
}

}  // namespace

Result<Json> save_content(const Result<Json>& answer, const std::string& out) {
  if (!answer) return answer.error();
  const auto content = from_base64(answer->at("content").get<std::string>());
  if (!content) return content.error();
  return saved(*content, out);
}

Result<Json> save_json(const Result<Json>& answer, const std::string& out) {
  if (!answer) return answer.error();
  return saved(canonical_text(*answer), out);
}

Result<Json> save_page(Session& session,
                       const Options& options,
                       const std::string& target,
                       const std::string& out) {
  const auto page =
      session.ask(http::Method::get, target + "?lang=" + options.language, {}, "text/html");
  if (!page) return page.error();
  return saved(page->body, out);
}

}  // namespace passerelle::cli
