#include "cos/form.h"

#include <doctest/doctest.h>

#include "store/store.h"

using namespace faultcast;

namespace {

std::string part(const std::string& name, const std::string& value, const std::string& more = {}) {
  return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more + "\r\n\r\n" + value + "\r\n";
}

}  // namespace

// cos-js-sdk-v4 1.2.1 makes one FormData for a slice and appends every field to it anew for each try.
TEST_CASE("of parts that are there twice, the first counts") {
  const std::string once = part("op", "upload_slice_data") + part("session", "s1") + part("offset", "0") +
                           part("fileContent", "slice", "; filename=\"blob\"");
  const std::string body = once + once + once + "--b--\r\n";
  for (const std::size_t piece : {body.size(), std::size_t{1}, std::size_t{7}}) {
    CAPTURE(piece);
    const store::Store store;
    http::RequestHead head;
    head.headers.add("Content-Type", "multipart/form-data; boundary=b");
    cos::Form form(head, store.writer());
    for (std::size_t at = 0; at < body.size(); at += piece)
      form.take(as_bytes(std::string_view(body).substr(at, piece)));
    form.finish();
    CHECK(form.reason() == "");
    CHECK(form.trouble() == cos::Form::Trouble::none);
    REQUIRE(form.content());
    CHECK(as_text(form.content()->read(0, 100)) == "slice");
    REQUIRE(form.field("op"));
    CHECK(*form.field("op") == "upload_slice_data");
    CHECK(*form.field("offset") == "0");
  }
}
