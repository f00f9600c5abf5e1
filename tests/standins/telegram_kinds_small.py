"""Updates and messages by kind, written by hand for where the published description is not at hand."""

from typing import Final

from tests.standins.bot_api_spec import Params

_DATE: Final = 1_790_000_000
_READER: Final = {"id": 7, "is_bot": False, "first_name": "Ada"}
_PRIVATE: Final = {"id": 7, "type": "private", "first_name": "Ada"}
_CHANNEL: Final = {"id": -100_400, "type": "channel", "title": "A channel"}
_FILE: Final = {"file_id": "f", "file_unique_id": "u"}
_SAID: Final = {"message_id": 41, "date": _DATE, "chat": _PRIVATE, "from": _READER, "text": "hello"}
_POST: Final = {"message_id": 41, "date": _DATE, "chat": _CHANNEL, "text": "hello"}
_POLL: Final = {
    "id": "p", "question": "Up?", "options": [{"persistent_id": "y", "text": "Yes", "voter_count": 0}],
    "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "allows_revoting": False, "members_only": False,
    "type": "regular", "allows_multiple_answers": False,
}  # fmt: skip
_MEMBER: Final = {"user": _READER, "status": "member"}

UPDATES: Final[dict[str, Params]] = {
    "message": _SAID,
    "edited_message": {**_SAID, "edit_date": _DATE},
    "channel_post": _POST,
    "edited_channel_post": {**_POST, "edit_date": _DATE},
    "business_message": {**_SAID, "business_connection_id": "b"},
    "business_connection": {
        "id": "b", "user": _READER, "user_chat_id": 7, "date": _DATE, "is_enabled": True,
    },
    "deleted_business_messages": {"business_connection_id": "b", "chat": _PRIVATE, "message_ids": [41]},
    "message_reaction": {
        "chat": _PRIVATE, "message_id": 41, "date": _DATE, "old_reaction": [],
        "new_reaction": [{"type": "emoji", "emoji": "👍"}],
    },
    "inline_query": {"id": "1", "from": _READER, "query": "baba", "offset": ""},
    "chosen_inline_result": {"result_id": "1", "from": _READER, "query": "baba"},
    "callback_query": {"id": "2", "from": _READER, "chat_instance": "1", "data": "y"},
    "shipping_query": {
        "id": "3", "from": _READER, "invoice_payload": "p",
        "shipping_address": {
            "country_code": "HK", "state": "", "city": "Hong Kong", "street_line1": "1", "street_line2": "",
            "post_code": "",
        },
    },
    "pre_checkout_query": {
        "id": "4", "from": _READER, "currency": "XTR", "total_amount": 1, "invoice_payload": "p",
    },
    "poll": _POLL,
    "poll_answer": {"poll_id": "p", "option_ids": [0], "option_persistent_ids": ["y"], "user": _READER},
    "chat_member": {
        "chat": _PRIVATE, "from": _READER, "date": _DATE, "old_chat_member": _MEMBER, "new_chat_member": _MEMBER,
    },
    "chat_join_request": {"chat": _CHANNEL, "from": _READER, "user_chat_id": 7, "date": _DATE},
}  # fmt: skip

CONTENTS: Final[dict[str, object]] = {
    "animation": {**_FILE, "width": 1, "height": 1, "duration": 1},
    "audio": {**_FILE, "duration": 1},
    "document": _FILE,
    "photo": [{**_FILE, "width": 90, "height": 60}],
    "sticker": {
        **_FILE, "type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False,
    },
    "video": {**_FILE, "width": 1, "height": 1, "duration": 1},
    "video_note": {**_FILE, "length": 240, "duration": 1},
    "voice": {**_FILE, "duration": 1},
    "contact": {"phone_number": "+85212345678", "first_name": "Ada"},
    "dice": {"emoji": "🎲", "value": 6},
    "game": {"title": "G", "description": "g", "photo": [{**_FILE, "width": 1, "height": 1}]},
    "poll": _POLL,
    "venue": {"location": {"latitude": 22.3, "longitude": 114.2}, "title": "A pier", "address": "1"},
    "location": {"latitude": 22.3, "longitude": 114.2},
    "story": {"chat": _PRIVATE, "id": 1},
    "new_chat_members": [_READER],
    "left_chat_member": _READER,
    "new_chat_title": "Another title",
    "new_chat_photo": [{**_FILE, "width": 1, "height": 1}],
    "delete_chat_photo": True,
    "group_chat_created": True,
    "supergroup_chat_created": True,
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 60},
    "migrate_to_chat_id": -100_777,
    "migrate_from_chat_id": -300,
    "pinned_message": _SAID,
    "successful_payment": {
        "currency": "XTR", "total_amount": 1, "invoice_payload": "p", "telegram_payment_charge_id": "t",
        "provider_payment_charge_id": "p",
    },
    "users_shared": {"request_id": 1, "users": [{"user_id": 8}]},
    "write_access_allowed": {},
    "forum_topic_created": {"name": "A topic", "icon_color": 1},
    "forum_topic_closed": {},
    "video_chat_started": {},
    "web_app_data": {"data": "d", "button_text": "b"},
    "forward_origin": {"type": "hidden_user", "date": _DATE, "sender_user_name": "Somebody"},
}  # fmt: skip
