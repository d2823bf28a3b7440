#include "journal/journal.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/encode.h"
#include "journal/exchange_json.h"

using namespace faultcast;
using journal::Journal;

namespace {

const Code row{.service = "live", .name = "ok", .op = "publish", .ok = true};

Exchange exchange(const std::string& stream, std::size_t bytes = 0) {
  Exchange e;
  e.service = "live";
  e.op = "publish";
  e.verdict.code = &row;
  e.fields = {{"stream", stream}};
  e.request = keep(Bytes(bytes, 7));
  return e;
}

struct TemporaryFolder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("faultcast_journal_" + std::to_string(getpid()));
  TemporaryFolder() { std::filesystem::create_directories(path); }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
};

}  // namespace

TEST_CASE("ids from 1; since, get, clear; ids go on after clear") {
  Journal journal;
  for (const char* name : {"a", "b", "c"}) journal.saw(exchange(name));
  CHECK(journal.last_id() == 3);
  CHECK(journal.since(1).size() == 2);
  CHECK(journal.since(0, 1)[0]->id == 1);
  CHECK(*journal.get(2)->field("stream") == "b");
  CHECK(journal.get(4) == nullptr);
  journal.clear();
  CHECK(journal.since(0).empty());
  journal.saw(exchange("d"));
  CHECK(journal.get(4) != nullptr);
}

TEST_CASE("the ring is bounded by count and by bytes, and counts what fell out") {
  Journal few({.count = 3, .bytes = 1 << 20});
  for (int i = 0; i < 10; ++i) few.saw(exchange("x"));
  CHECK(few.since(0).size() == 3);
  CHECK(few.evicted() == 7);
  CHECK(few.get(1) == nullptr);
  Journal small({.count = 1000, .bytes = 50000});
  for (int i = 0; i < 10; ++i) small.saw(exchange("x", 16000));
  CHECK(small.since(0).size() <= 3);
  CHECK(small.evicted() >= 7);
}

TEST_CASE("16 KiB of a message are kept, with a hash of the whole where there was more") {
  const Kept whole = keep(Bytes(16384, 1)), cut = keep(Bytes(16385, 1));
  CHECK(whole.head.size() == 16384);
  CHECK(whole.sha256.empty());
  CHECK(cut.head.size() == 16384);
  CHECK(cut.size == 16385);
  CHECK(cut.sha256.size() == 64);
}

TEST_CASE("waiting ends when something comes") {
  Journal journal;
  std::thread other([&] { journal.saw(exchange("late")); });
  CHECK(journal.wait_since(0, 10, 20000).size() == 1);
  other.join();
  CHECK(journal.wait_since(1, 10, 1).empty());
}

TEST_CASE("a journal file holds every exchange, also those that fell out of the ring, and is gone on with") {
  const TemporaryFolder folder;
  const std::string file = folder.path / "journal.sqlite";
  {
    Journal journal({.count = 1, .bytes = 1 << 20});
    REQUIRE(journal.write_to(file));
    for (const char* name : {"a", "b", "c"}) journal.saw(exchange(name));
    CHECK(journal.flush_file());
    const auto json = nlohmann::json::parse(*journal::read_from_file(file, 1));
    CHECK(json["fields"]["stream"] == "a");
  }
  Journal again;
  REQUIRE(again.write_to(file));
  again.saw(exchange("d"));
  CHECK(again.last_id() == 4);
  CHECK_FALSE(journal::read_from_file(file, 99).has_value());
  CHECK_FALSE(journal::read_from_file((folder.path / "none").string(), 1).has_value());
  CHECK_FALSE(again.write_to("/nowhere/at/all.sqlite").has_value());
}

TEST_CASE("an exchange as JSON: names in their order, bytes as base64") {
  Exchange e = exchange("8888_a", 3);
  e.id = 5;
  e.verdict.because = {"why", "原因"};
  e.verdict.facts = {{"txSecret", "x", "y"}};
  e.verdict.fits = {{"fits", "对应"}};
  const auto json = journal::to_json(e);
  CHECK(json["id"] == 5);
  CHECK(json["code"] == "ok");
  CHECK(json["because"]["zh"] == "原因");
  CHECK(json["facts"][0]["right"] == "y");
  CHECK(json["fits"][0]["en"] == "fits");
  CHECK(json["request"]["head_base64"] == base64(Bytes(3, 7)));
  CHECK(json.begin().key() == "id");
}
