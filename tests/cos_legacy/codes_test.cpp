#include "cos_legacy/codes.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace faultcast;
using namespace faultcast::cos_legacy;

namespace {

struct Listed {
  int number;
  const char* message;  ///< without its family's prefix
};

// Copied by hand from the COS legacy reference, 7.1 and 7.2; texts that 7.2 leaves out are those of the v4
// reference, 4.4: it is the same list.
constexpr Listed proxy[] = {
    {-99, "GET_CONFIG"},
    {-98, "AUTH_INVOKE"},
    {-97, "AUTH_FAILED"},
    {-96, "AUTH_EXPIRED"},
    {-95, "NO_SESSION"},
    {-94, "WRONG_SESSION"},
    {-89, "ROUTE_CMD"},
    {-88, "ENCODE_CMD"},
    {-87, "DECODE_CMD"},
    {-86, "ROUTE_PROCESS"},
    {-85, "DECODE_PROCESS_RSP"},
    {-84, "GET_PROCESS_L5"},
    {-83, "AUTH_UNPACK"},
    {-82, "AUTH_APPID_NOEXIST"},
    {-81, "AUTH_SIGN_EMPTY"},
    {-80, "INVALID_APPID"},
    {-78, "INVALID_PROTOCOL"},
    {-77, "AUTH_REPLAY_ATTACH"},
    {-76, "AUTH_ONCESIGN_NOFILEID"},
    {-75, "AUTH_UNSUPPORTED_OP"},
    {-74, "AUTH_MULTISIGN_EXPIREDEMPTY"},
    {-73, "AUTH_ONCESIGN_EXPIREDNOTEMPTY"},
    {-72, "APP_SIGN_FAILED"},
    {-71, "FREQ_CONTROL"},
    {-70, "APPID_USERID_NOTMATCH"},
    {-69, "INVALID_PARAM_DOWNLOAD_URL_EMPTY"},
    {-68, "ENCODE"},
    {-67, "DECODE"},
    {-66, "NETWORK"},
    {-65, "CONTINUE_TRANSFER_WITH_DATA"},
    {-64, "FORBID_APPID"},
    {-63, "FILEID_NOTMATCH"},
    {-62, "AUTH_APPID"},
    {-61, "SIGN_BUCKET_NOTMATCH"},
    {-60, "AUTH_INVALID_TOKEN"},
};
constexpr Listed cmd[] = {
    {-199, "FILE_MOVE_ERROR"},
    {-198, "REDIRECT_ERROR"},
    {-197, "FILE_NOTEXIST"},
    {-196, "BACKEND_NETWORK"},
    {-195, "BACKEND_RSP_DECODE"},
    {-194, "BACKEND_REQ_ENCODE"},
    {-193, "RSP_ENCODE"},
    {-192, "REQ_DECODE"},
    {-191, "URL_PARAMS_NOTMATCH"},
    {-190, "FILE_DEL_ERROR"},
    {-187, "URL_PARSE_ERROR"},
    {-185, "PRE_PROCESS"},
    {-184, "POST_PROCESS"},
    {-183, "GET_ROUTE"},
    {-182, "PARAM_INVALID"},
    {-181, "COS_ERROR"},
    {-180, "COS_INVALID_PATH"},
    {-179, "COS_INVALID_MOD_FLAG"},
    {-178, "COS_PATH_CONFLICT"},
    {-177, "COS_FILE_EXIST"},
    {-176, "COS_BUCKET_EXIST"},
    {-175, "COS_FILE_SIZE_NOT_EQU"},
    {-174, "COS_SHA_NOT_EQU"},
    {-173, "COS_DIR_NOT_EMPTY"},
    {-172, "COS_BUCKET_NUM_LIMIT"},
    {-171, "COS_INVALID_APP_TYPE"},
    {-170, "COS_INVALID_LIST_NUM"},
    {-169, "COS_INVALID_QUERY_FLAG"},
    {-168, "COS_INVALID_SHA"},
    {-167, "COS_INVALID_CNAME"},
    {-166, "COS_INDEX_ERROR"},
    {-165, "COS_MAX_NUM"},
    {-164, "PARAM_PATH_EMPTY"},
    {-163, "PARAM_PATH_ELEMENT_MISSING"},
    {-162, "PARAM_PATH_ELEMENT_NOT_MATCH"},
    {-161, "PARAM_PATH_DIR_MISSING_SLASH"},
    {-160, "PARAM_PAHT_FILE_SURPLUS_SLASH"},
    {-159, "PARAM_CNAME_ERROR"},
    {-158, "PARAM_AUTH_TYPE"},
    {-157, "PARAM_MIN_NUM"},
    {-156, "INVALID_VIDEO_NAME"},
    {-155, "INVALID_FORMAT"},
    {-151, "PARAM_REFER_ERROR"},
    {-150, "PARAM_SOURCE_DOMAIN_EMPTY"},
    {-149, "INVALID_REFER"},
    {-148, "INVALID_CNAME"},
    {-147, "NOT_UTF8_ENCODING"},
    {-146, "INVALID_HOST_NAME"},
    {-145, "INVALID_COVER"},
    {-144, "INDEX_NO_EXIST"},
    {-143, "INDEX_ERROR"},
};
constexpr Listed process[] = {
    {-300, "OVERLOAD"},
    {-299, "UNKNOWN_CMD"},
    {-298, "REQ2MSG"},
    {-297, "FRAME"},
    {-296, "2RSP"},
    {-295, "WRITEFILE"},
    {-294, "READFILE"},
    {-293, "NOTIFY"},
    {-292, "CREATEFILE"},
    {-291, "ENCODE_SESSION"},
    {-290, "OFFSET"},
    {-289, "DENY"},
    {-288, "ENCODE"},
    {-287, "DECODE"},
    {-286, "DECODE_SESSION"},
    {-285, "FILE_TOO_LARGE"},
    {-284, "WRONG_SLICE_SIZE"},
    {-283, "SLICE_TOO_SMALL"},
    {-282, "ANALYZE"},
};
constexpr Listed plugin[] = {
    {-4000, "ErrDecodeReq"},
    {-4001, "ErrEncodeRsp"},
    {-4002, "ErrParamInvalid"},
    {-4003, "ErrNoSetErrCode"},
    {-4004, "ErrCosRspHeadCode"},
    {-4005, "ErrCosRspInvalidOffset"},
    {-4006, "ErrCosRspInvalidHeadFlag"},
    {-4007, "ErrTmemRspSsdError"},
    {-4008, "ErrParserShmError"},
    {-4010, "ErrCreateControlFile"},
    {-4011, "ErrReadControlFile"},
    {-4012, "ErrGetInputData"},
    {-4013, "ErrDecodeSession"},
    {-4014, "ErrQueryOffset"},
    {-4015, "ErrTheSameOffset"},
    {-4016, "ErrNotSameSHA"},
    {-4017, "ErrHttpSvr"},
    {-4018, "ErrSameFileUpload"},
    {-4019, "ErrOffsetToZero"},
    {-4020, "ErrParamInvalidCheckTypeShouldBeSHA"},
    {-4021, "ErrParamInvalidSessionDecodeError"},
    {-4022, "ErrParamInvalidFilePathInvalid"},
    {-4023, "ErrParamInvalidCheckSumSizeInvalid"},
    {-4024, "ErrOffGoBack"},
    {-4025, "ErrHttpTimeout"},
    {-4026, "ErrOffsetBackTooMuch"},
    {-4027, "ErrOffsetRedo"},
};
constexpr Listed cgi[] = {
    {-5999, "PARAM"},
    {-5998, "AUTHORIZATION"},
    {-5997, "NETWORK"},
    {-5996, "REQ_METHOD"},
    {-5995, "FILESIZE"},
    {-5994, "URL_NOTMATCH"},
    {-5993, "FORM_ERR"},
    {-5992, "REQ_PARAM"},
    {-5991, "SLICE"},
    {-5990, "MISSING_FILECONTENT"},
    {-5989, "UPLOAD_FAIL"},
    {-5988, "INIT"},
    {-5987, "WUP_ENCODE"},
    {-5986, "WUP_DECODE"},
    {-5985, "NETWORK_L5"},
    {-5984, "SHA_NOT_MATCH"},
    {-5983, "WRONG_SESSION"},
    {-5982, "SOCK_CREATE"},
    {-5981, "SOCK_CONNECT"},
    {-5980, "PARAM_MISSING_OP"},
    {-5979, "PARAM_MISSING_SHA"},
    {-5978, "PDU_ENCODE"},
    {-5977, "PDU_DECODE"},
    {-5976, "REQ_PARAM_FLAG_NOTMATCH"},
    {-5975, "JSON_PARSE_ERROR"},
    {-5974, "VIDEO_FORMAT"},
    {-5973, "CROSS_BUCKET_COPY"},
    {-5972, "UNSUPPORTED_METHOD"},
    {-5971, "PARAM_MISSING_FILESIZE"},
};
constexpr Listed oss[] = {
    {-6999, "UNKNOWN"},       {-6998, "INVALID_PROTOCOL"},
    {-6997, "INVALID_PARAM"}, {-6996, "FILESIZE"},
    {-6995, "MKDIR"},         {-6994, "GZIP"},
    {-6993, "WRITE_FILE"},    {-6992, "FILE_NOTEXIST"},
    {-6991, "READ_FILE"},
};
constexpr Listed whole[] = {
    {-79, "PROXY_AUTH_SECRETID_NOEXIST"},  // note 1: the short spelling
    {-154, "ERR_CMD_APP_VIDEO_NOMATCH"},
    {-153, "ERR_CMD_INVALID_VIDEO_APP"},
    {-152, "ERR_CMD_COS_TIMEOUT"},
    {-121, "ERROR_CMD_CORSRULE_NOT_MATCH"},  // v4's, inferred
    {-6101, "-6101"},
    {-45062, "-45062"},
    {0, "SUCCESS"},
};

}  // namespace

TEST_CASE("every number of the reference's tables is there, under its text") {
  std::size_t listed = 0;
  const auto check = [&](const auto& rows, const std::string& prefix) {
    for (const auto& row : rows) {
      ++listed;
      CAPTURE(row.number);
      const Code* found = by_number(codes(), row.number);
      REQUIRE(found != nullptr);
      CHECK(found->name == prefix + row.message);
      if (row.message[0] != '-') CHECK(found->wire == prefix + row.message);
    }
  };
  check(proxy, "ERROR_PROXY_"), check(cmd, "ERROR_CMD_"), check(process, "ERROR_PROCESS_"), check(plugin, "");
  check(cgi, "ERROR_CGI_"), check(oss, "ERROR_OSS_"), check(whole, "");
  CHECK(listed == codes().size());
}

TEST_CASE("v4's own codes are not the legacy generation's") {
  for (const int number : {-133, -59, -189, -186, -29094, -4009})
    CHECK(by_number(codes(), number) == nullptr);
}

TEST_CASE("no name and no number twice; every row in both languages, with source and certainty") {
  std::set<int> numbers;
  std::set<std::string_view> names;
  for (const auto& row : codes()) {
    CAPTURE(row.name);
    CHECK(numbers.insert(row.number).second);
    CHECK(names.insert(row.name).second);
    CHECK(row.service == "cos_legacy");
    CHECK_FALSE(row.op.empty());
    CHECK_FALSE(row.sentence_en.empty());
    CHECK_FALSE(row.sentence_zh.empty());
    CHECK(row.next_en.empty() == row.next_zh.empty());
    CHECK_FALSE(row.source.empty());
    CHECK((row.certainty == "documented" || row.certainty == "seen" || row.certainty == "inferred"));
    CHECK(row.status == (row.ok ? 200 : row.number == -6101 ? 404 : 400));
    CHECK(&code(row.name) == &row);
  }
}

TEST_CASE("what a service really answers says the next step") {
  // COS legacy reference, 3.1, 5, 6 and 7.1
  for (const int number : {-61,   -62,   -63,   -64,   -70,   -71,   -73,   -74,   -75,   -76,   -77,   -79,
                           -80,   -81,   -82,   -96,   -97,   -98,   -160,  -161,  -164,  -165,  -157,  -170,
                           -166,  -173,  -174,  -175,  -168,  -177,  -178,  -180,  -181,  -152,  -199,  -190,
                           -284,  -283,  -285,  -290,  -4016, -4017, -4018, -4019, -5971, -5979, -5980, -5990,
                           -5975, -5993, -5984, -5994, -5996, -5998, -5999, -5983, -94,   -144,  -158}) {
    CAPTURE(number);
    const Code* row = by_number(codes(), number);
    REQUIRE(row != nullptr);
    CHECK_FALSE(row->next_en.empty());
    CHECK_FALSE(row->next_zh.empty());
  }
}
