// The public register (Art. 57(1)(j), 58): what the cases of this body make of it
// (policies/register).
//
// Thread safety: any thread; each reads the cases as they stand.
#pragma once

#include <cstddef>
#include <string>

#include "node/base/json.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"
#include "node/service/node.h"

namespace passerelle::service {

// Of everything that is said, all must hold; "" does not ask. `text` is looked for in title,
// summary, organisation and datasets, whatever the letter case of ASCII.
struct RegisterWish {
  std::string state, country, purpose, dataset, text;
  std::string page;  // from 1, the first if not told
};

// Returns {"entries", "total", "page", "pages"}, the newest application first; 50 on a page.
Result<Json> list_register(Node& node, const RegisterWish& wish);

// All that fit the wish, on no pages: RFC 4180 with a row of names; Turtle.
Result<std::string> register_csv(Node& node, const RegisterWish& wish);
Result<std::string> register_turtle(Node& node, const RegisterWish& wish);

// What is on the page that a reader asks for, the first if none is told: from `begin` on, before
// `end`. Refuses what is no number from 1, and a page that is not there.
struct Page {
  std::size_t number = 1, pages = 1, begin = 0, end = 0;
};
Result<Page> page_of(const std::string& text, std::size_t entries, std::size_t on_page);

// Refuses with `service.not_found` when there is none.
Result<Json> show_register_entry(Node& node, const ApplicationId& id);

// Art. 58(1): legal basis, measures, rights, the body, fees and appeal.
Result<Json> register_information(Node& node);

}  // namespace passerelle::service
