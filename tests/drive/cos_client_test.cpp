// The reference app's object-store SDK against a server that does what the test says: what it sends, when it
// tries again, and what it tells the app. (COS v4 reference, 4.5 and 5.1)
#include "drive/cos_client.h"

#include <doctest/doctest.h>

#include <future>

#include "base/text.h"
#include "http/multipart.h"
#include "http/server_session.h"
#include "http/writer.h"
#include "loop/listener.h"

using namespace faultcast;
using namespace faultcast::drive;

namespace {

/// A request as the server got it.
struct Got {
  http::RequestHead head;
  Bytes body;
  http::Fields fields;  ///< of its form
};

/// An answer, or what happens instead.
struct Act {
  enum { answer, close, reset, silence } what = answer;
  int status = 200;
  std::string body = {};
  http::Headers headers = {};
};
Act says(const std::string& body, int status = 200) {
  return {Act::answer, status, body};
}

struct Server;
/// One connection to it.
struct Session final : loop::ConnectionOwner {
  Session(Server& of, std::unique_ptr<loop::Connection> to) : server(of), connection(std::move(to)) {
    connection->set_owner(*this);
  }
  void on_bytes(ByteView bytes) override;
  void on_end(const loop::EndReason&) override {}
  Server& server;
  std::unique_ptr<loop::Connection> connection;
  http::ServerSession session;
  Got got;
};

struct Server {
  std::function<Act(std::size_t)> script;
  std::vector<Got> got;
  std::vector<std::unique_ptr<Session>> sessions;
};

http::Fields form_of(const Got& got) {
  const std::string* type = got.head.headers.find("Content-Type");
  const auto boundary = type == nullptr ? std::nullopt : http::multipart_boundary(*type);
  if (!boundary) return {};
  http::MultipartParser parser(*boundary);
  http::Fields fields;
  for (ByteView rest = got.body;;) {
    const auto event = parser.next(rest);
    if (!event) break;
    if (const auto* begin = std::get_if<http::PartBegin>(&*event))
      fields.emplace_back(begin->name, "");
    else if (const auto* data = std::get_if<http::PartData>(&*event))
      fields.back().second += as_text(data->bytes);
  }
  CHECK(std::holds_alternative<http::FormEnd>(parser.finish()));
  return fields;
}

void Session::on_bytes(ByteView bytes) {
  while (auto event = session.next(bytes)) {
    if (auto* head = std::get_if<http::RequestHead>(&*event)) {
      got = {};
      got.head = std::move(*head);
    } else if (const auto* part = std::get_if<http::BodyPiece>(&*event)) {
      append(got.body, part->bytes);
    } else if (std::holds_alternative<http::RequestEnd>(*event)) {
      got.fields = form_of(got);
      server.got.push_back(std::move(got));
      const Act act = server.script(server.got.size() - 1);
      if (act.what == Act::close) {
        connection->close();
        return;
      }
      if (act.what == Act::reset) {
        connection->reset();
        return;
      }
      if (act.what == Act::silence) return;
      http::Reply reply{.status = act.status, .headers = act.headers};
      append(reply.body, act.body);
      connection->send(http::write_head(reply, 1, false));
      connection->send(reply.body);
    }
  }
}

/// Plays one call of the SDK to its end; afterwards what the server got and how long it took.
struct Play {
  CosAccount account;
  Server server;
  CosResult result;
  Millis took = 0;
  int signs = 0;
  bool door_open = true;

  Play() { account.appid = "1250000001", account.bucket = "harness", account.region = "gz"; }
  void run(const std::function<Act(std::size_t)>& script,
           const std::function<void(CosClient&, CosClient::Done)>& ask) {
    auto* clock = new ManualClock(0);
    loop::Loop loop{std::unique_ptr<Clock>(clock), clock};
    loop::Resolver resolver;
    std::unique_ptr<loop::Listener> listener;
    std::unique_ptr<CosClient> client;
    std::promise<void> ended;
    server.script = script;
    account.sign = [this] { return "sign+" + std::to_string(++signs); };
    loop.call([&] {
      listener =
          std::move(*loop::Listener::bind(loop, {"127.0.0.1", 0}, [&](std::unique_ptr<loop::Connection> c) {
            server.sessions.push_back(std::make_unique<Session>(server, std::move(c)));
          }));
      if (!door_open) REQUIRE(listener->set_door(loop::Door::closed));
      resolver.add("*.file.myqcloud.com", listener->at());
      client = std::make_unique<CosClient>(loop, resolver, nullptr, account);
      ask(*client, [&](const CosResult& told) {
        result = told;
        took = loop.now();
        ended.set_value();
      });
    });
    REQUIRE(ended.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready);
    loop.call([&] { client.reset(), server.sessions.clear(), listener.reset(); });
  }
  void upload(const CosClient::Upload& upload, const std::function<Act(std::size_t)>& script) {
    run(script, [&](CosClient& client, CosClient::Done done) { client.upload(upload, std::move(done)); });
  }
  [[nodiscard]] std::string field(std::size_t request, const char* name) const {
    const std::string* value = http::find(server.got.at(request).fields, name);
    return value == nullptr ? "-" : *value;
  }
  /// The value of one field of each request.
  [[nodiscard]] std::string all(const char* name) const {
    std::string out;
    for (std::size_t i = 0; i < server.got.size(); ++i) out += (i == 0 ? "" : " ") + field(i, name);
    return out;
  }
};

const std::string good =
    R"({"code":0,"message":"SUCCESS","data":{"access_url":"http://a","source_url":"http://s"}})";
const std::string picture = "a picture of some size";

CosClient::Upload whole_file() {
  return {.path = "/live/头 1.jpg", .content = Bytes(picture.begin(), picture.end())};
}
CosClient::Upload in_slices() {
  CosClient::Upload upload = whole_file();
  upload.slice_size = 10;
  return upload;
}

}  // namespace

TEST_CASE("an upload as the Java SDK writes it") {
  Play play;
  play.upload(whole_file(), [](std::size_t) { return says(good); });
  CHECK(play.result.code == 0);
  CHECK(play.result.text("access_url") == "http://a");
  CHECK(play.result.text("vid").empty());
  REQUIRE(play.server.got.size() == 1);
  const Got& got = play.server.got[0];
  CHECK(got.head.method == "POST");
  CHECK(got.head.target == "/files/v2/1250000001/harness/live/%E5%A4%B4%201.jpg");
  CHECK(got.head.host == "gz.file.myqcloud.com");
  CHECK(*got.head.headers.find("User-Agent") == "cos-java-sdk-v4.7");
  CHECK(*got.head.headers.find("Authorization") == "sign+1");
  std::string names;
  for (const auto& [name, value] : got.fields) names += name + " ";
  CHECK(names == "op sha insertOnly fileContent ");
  CHECK(play.field(0, "op") == "upload");
  CHECK(play.field(0, "sha").size() == 40);
  CHECK(play.field(0, "insertOnly") == "1");
  CHECK(play.field(0, "fileContent") == picture);
}

TEST_CASE(
    "the old SDK goes to the one old host; JSON for what has no content; GET has its fields in the query") {
  Play old;
  old.account.v3 = true;
  old.run([](std::size_t) { return says(good); },
          [](CosClient& client, CosClient::Done done) {
            client.post("/a", {{"op", "delete"}, {"biz_attr", "\"中"}}, std::move(done));
          });
  const Got& deleted = old.server.got.at(0);
  CHECK(deleted.head.host == "web.file.myqcloud.com");
  CHECK(deleted.head.target == "/files/v1/1250000001/harness/a");
  CHECK(*deleted.head.headers.find("User-Agent") == "cos-java-sdk-v3.3");
  CHECK(as_text(deleted.body) == R"({"op":"delete","biz_attr":"\"中"})");
  Play stat;
  stat.run([](std::size_t) { return says(good); },
           [](CosClient& client, CosClient::Done done) {
             client.get("/a", {{"op", "stat"}, {"x", "+ &"}}, std::move(done));
           });
  CHECK(stat.server.got.at(0).head.target == "/files/v2/1250000001/harness/a?op=stat&x=%2B%20%26");
  CHECK(stat.server.got.at(0).body.empty());
}

TEST_CASE(
    "what the app is told: the server's code at any status below 500, -3 for what is no JSON, at once") {
  struct Row {
    Act act;
    int code;
    std::string message;
  };
  const Row rows[] = {
      {says(R"({"code":-97,"message":"ERROR_PROXY_AUTH_FAILED"})", 400), -97, "ERROR_PROXY_AUTH_FAILED"},
      {says(R"({"code":-197,"message":"M"})", 404), -197, "M"},
      {says(R"({"code":-1,"message":"M"})", 200), -1, "M"},
      {says(R"({"code":-5})", 200), -5, ""},
      {says(R"({"code":-5,"message":7})", 200), -5, ""},
      {says("You do not have permission", 403), -3,
       "server response is not json, httpRet: 403, rsp: You do not have permission"},
      {says(R"({"code":"-97"})", 400), -3,
       "server response is not json, httpRet: 400, rsp: {\"code\":\"-97\"}"},
      {says("[]"), -3, "server response is not json, httpRet: 200, rsp: []"},
      {says(""), -3, "server response is not json, httpRet: 200, rsp: "},
  };
  for (const auto& row : rows) {
    CAPTURE(row.act.body);
    Play play;
    play.upload(whole_file(), [&](std::size_t) { return row.act; });
    CHECK(play.result.code == row.code);
    CHECK(play.result.message == row.message);
    CHECK(play.server.got.size() == 1);
  }
}

TEST_CASE("three tries on a 5xx and on a broken connection, a second apart; -3 and -2 in the end") {
  struct Row {
    Act act;
    int code;
    const char* message;
    Millis took;
  };
  const Row rows[] = {{says("busy", 503), -3, "server exception, httpRet: 503", 2000},
                      {{Act::close}, -2, "NoHttpResponseException", 2000},
                      {{Act::reset}, -2, "Connection reset", 2000},
                      {{Act::silence}, -2, "SocketTimeoutException: Read timed out", 92'000}};
  for (const auto& row : rows) {
    CAPTURE(row.message);
    Play play;
    play.upload(whole_file(), [&](std::size_t) { return row.act; });
    CHECK(play.result.code == row.code);
    CHECK(play.result.message.find(row.message) != std::string::npos);
    CHECK(play.server.got.size() == 3);
    CHECK(play.took == row.took);
    CHECK(play.signs == 3);
    Play well;
    well.upload(whole_file(), [&](std::size_t i) { return i < 2 ? row.act : says(good); });
    CHECK(well.result.code == 0);
    CHECK(well.server.got.size() == 3);
  }
}

TEST_CASE("nobody there: -2 with the SDK's words") {
  Play refused;
  refused.door_open = false;
  refused.upload(whole_file(), [](std::size_t) { return says(good); });
  CHECK(refused.result.code == -2);
  CHECK(refused.result.message.find("Connection refused") != std::string::npos);
  Play unknown;
  unknown.account.region = "gz.example";
  unknown.upload(whole_file(), [](std::size_t) { return says(good); });
  CHECK(unknown.result.message.find("network exception") == std::string::npos);
  unknown.account.region = "bad host/";
  unknown.upload(whole_file(), [](std::size_t) { return says(good); });
  CHECK(unknown.result.code == -2);
  CHECK(unknown.result.message.find("UnknownHostException") != std::string::npos);
}

TEST_CASE("slices: begun, sent one after the other in the size that the server gives, finished") {
  Play play;
  play.upload(in_slices(), [](std::size_t i) {
    return i == 0   ? says(R"({"code":0,"message":"","data":{"session":"S","slice_size":8}})")
           : i == 4 ? says(good)
                    : says(R"({"code":0,"message":"","data":{"session":"S","offset":0}})");
  });
  CHECK(play.result.text("access_url") == "http://a");
  CHECK(play.all("op") ==
        "upload_slice_init upload_slice_data upload_slice_data upload_slice_data upload_slice_finish");
  CHECK(play.all("session") == "- S S S S");
  CHECK(play.all("offset") == "- 0 8 16 -");
  CHECK(play.field(0, "filesize") == "22");
  CHECK(play.field(0, "slice_size") == "10");
  CHECK(play.field(1, "fileContent") + play.field(2, "fileContent") + play.field(3, "fileContent") ==
        picture);
  CHECK(play.field(4, "filesize") == "22");
  CHECK(play.field(4, "sha") == play.field(0, "sha"));
}

TEST_CASE("slices: a strange size is not believed, an instant upload ends at once, a refused begin too") {
  for (const char* size : {"0", "-1", "\"x\"", "null", "2.5"}) {
    CAPTURE(size);
    Play play;
    play.upload(in_slices(), [&](std::size_t i) {
      return i == 0 ? says(fmt::format(R"({{"code":0,"data":{{"session":"S","slice_size":{}}}}})", size))
                    : says(R"({"code":0,"data":{}})");
    });
    CHECK(play.all("offset") == "- 0 10 20 -");
  }
  Play instant;
  instant.upload(in_slices(), [](std::size_t) { return says(good); });
  CHECK(instant.all("op") == "upload_slice_init");
  Play refused;
  refused.upload(in_slices(), [](std::size_t) { return says(R"({"code":-4019,"message":"M"})", 400); });
  CHECK(refused.result.code == -4019);
  CHECK(refused.server.got.size() == 1);
}

TEST_CASE("slices: one is sent again up to three times whatever its code, then the app is told") {
  const auto script = [](std::size_t bad) {
    return [bad](std::size_t i) {
      if (i == 0) return says(R"({"code":0,"data":{"session":"S"}})");
      return i <= bad ? says(R"({"code":-290,"message":"M"})", 400) : says(R"({"code":0,"data":{}})");
    };
  };
  Play well;
  well.upload(in_slices(), script(2));
  CHECK(well.result.code == 0);
  CHECK(well.all("offset") == "- 0 0 0 10 20 -");
  CHECK(well.took == 2000);
  Play given_up;
  given_up.upload(in_slices(), script(3));
  CHECK(given_up.result.code == -290);
  CHECK(given_up.all("offset") == "- 0 0 0");
}

TEST_CASE("slices of the old SDK: one operation, the last answer has the addresses; a pause before the end") {
  Play old;
  old.account.v3 = true;
  old.upload(in_slices(), [](std::size_t i) {
    return i == 0   ? says(R"({"code":0,"data":{"session":"S","offset":0,"slice_size":10}})")
           : i == 3 ? says(good)
                    : says(R"({"code":0,"data":{"session":"S","offset":0}})");
  });
  CHECK(old.all("op") == "upload_slice upload_slice upload_slice upload_slice");
  CHECK(old.result.text("source_url") == "http://s");
  Play late;
  CosClient::Upload upload = in_slices();
  upload.pause_before_finish = 25 * 3600 * 1000;
  late.upload(upload, [](std::size_t i) {
    return says(i == 0 ? R"({"code":0,"data":{"session":"S"}})" : R"({"code":0})");
  });
  CHECK(late.took == upload.pause_before_finish);
}

TEST_CASE("a page asks before it sends, and learns no more than that it may not") {
  Play allowed;
  allowed.account.origin = "http://app.example.com";
  allowed.upload(whole_file(), [](std::size_t i) {
    Act act = says(good);
    if (i == 0) act.headers.add("Access-Control-Allow-Origin", "*");
    return act;
  });
  CHECK(allowed.result.code == 0);
  REQUIRE(allowed.server.got.size() == 2);
  CHECK(allowed.server.got[0].head.method == "OPTIONS");
  CHECK(*allowed.server.got[0].head.headers.find("Origin") == "http://app.example.com");
  const auto& sent = allowed.server.got[1].head;
  CHECK(sent.target.ends_with("?sign=sign%2B2"));
  CHECK(sent.headers.find("Authorization") == nullptr);
  for (const Act& act : {says(good), says("", 403), Act{Act::close}}) {
    Play refused;
    refused.account.origin = "http://app.example.com";
    refused.upload(whole_file(), [&](std::size_t) { return act; });
    CHECK(refused.result.code == -1);
    CHECK(refused.result.message.starts_with("status: 0"));
    CHECK(refused.server.got.size() == 1);
  }
}
