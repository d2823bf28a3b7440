#include "backend/cos_sign.h"

#include "http/query.h"
#include "sign/cos.h"

namespace faultcast::backend {

namespace {

constexpr std::uint64_t most_random = 1ull << 31;  // PHP's rand()

sign::CosFields fields_of(const setup::Setup& setup, Millis now, Random& random) {
  const Millis clock = now + static_cast<Millis>(setup.number("backend.clock_ahead_s") * 1000);
  sign::CosFields fields;
  fields.appid = setup.text("backend.COSKEY_APPID");
  fields.bucket = setup.text("backend.COSKEY_BUCKET");
  fields.secret_id = setup.text("backend.COSKEY_SECRECTID");
  fields.time = std::to_string(clock / 1000);
  fields.expiry =
      std::to_string(clock / 1000 + static_cast<std::int64_t>(setup.number("backend.COSKEY_EXPIRED_TIME")));
  fields.random = std::to_string(random.below(most_random));
  return fields;
}

CosSign signed_by(const setup::Setup& setup, const sign::CosFields& fields) {
  CosSign made;
  made.plain = sign::cos_plain(fields, sign::CosOrder::abketrf);
  made.sign = sign::cos_sign(setup.text("backend.COSKEY_SECRECTKEY"), made.plain);
  return made;
}

}  // namespace

CosSign make_cos_sign(const setup::Setup& setup, Millis now, Random& random) {
  return signed_by(setup, fields_of(setup, now, random));
}

CosSign make_cos_sign_once(const setup::Setup& setup, std::string_view path, Millis now, Random& random) {
  sign::CosFields fields = fields_of(setup, now, random);
  fields.expiry = "0";
  fields.fileid = "/" + fields.appid + "/" + fields.bucket + http::encode_path(path);
  return signed_by(setup, fields);
}

}  // namespace faultcast::backend
