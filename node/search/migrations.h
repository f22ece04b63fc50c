// The tables of this room; numbers 80 to 89.
#pragma once

#include <array>

#include "node/store/database.h"

namespace passerelle::search {

// search_state      which version of the analysis made the index; 0 before the first
// search_documents  what is indexed, as it is shown; `number` is what everything else refers to
// search_titles     the titles in alphabetical order, by language; language '' holds for every
//                   document the title that stands in for a missing one
// search_words      folded words as people write them, the term each is indexed by, and how many
//                   documents hold it so
// search_values     values of facets and their numbers; a value keeps its number for ever
// search_facts      see facts.h
// search_text       the terms, see analysis.h; its own copy of them makes it possible to take a
//                   document out whatever a newer stemmer would say
// search_spelling   the trigrams of "^^word$$" for each row of search_words
inline constexpr store::Migration kSearchMigration{80, "search", R"sql(
create table search_state (
  only_row integer primary key check (only_row = 1),
  analysis integer not null
) strict;
insert into search_state values (1, 0);
create table search_documents (
  number integer primary key,
  origin text not null,
  dataset text not null,
  document text not null,
  unique (origin, dataset)
) strict;
create table search_titles (
  language text not null,
  title text not null,
  number integer not null,
  primary key (language, title, number)
) strict, without rowid;
create index search_titles_by_number on search_titles (number, language);
create table search_words (
  number integer primary key,
  word text not null,
  term text not null,
  documents integer not null,
  unique (word, term)
) strict;
create index search_words_by_term on search_words (term);
create table search_values (
  facet integer not null,
  number integer not null,
  value text not null,
  primary key (facet, number),
  unique (facet, value)
) strict, without rowid;
create table search_facts (
  chunk integer primary key,
  facts blob not null
) strict;
)sql"};

// Each is one statement, so that a rebuild can begin with a new table.
inline constexpr store::Migration kTextMigration{81, "search text", R"sql(
create virtual table search_text using fts5 (
  title, keywords, codes, variables, holder, description,
  tokenize = 'ascii', prefix = '3 4 5'
))sql"};
inline constexpr store::Migration kSpellingMigration{82, "search spelling", R"sql(
create virtual table search_spelling using fts5 (
  word, content = '', tokenize = 'trigram case_sensitive 1'
))sql"};

// The facts by column; those of before go, for the index is rebuilt with its new analysis anyway.
inline constexpr store::Migration kFactsMigration{83, "search facts by column", R"sql(
drop table search_facts;
create table search_facts (
  chunk integer primary key,
  fixed blob not null,
  totals blob not null,
  lists blob not null
) strict;
)sql"};

// See common.h; a term that is not in it is only slower to find.
inline constexpr store::Migration kCommonMigration{84, "search common terms", R"sql(
create table search_common (
  term text not null,
  chunk integer not null,
  places blob not null,
  primary key (term, chunk)
) strict;
)sql"};

inline constexpr std::array kMigrations{kSearchMigration, kTextMigration, kSpellingMigration,
                                        kFactsMigration, kCommonMigration};

}  // namespace passerelle::search
