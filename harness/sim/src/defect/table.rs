//! The table.

use super::row::defects;

defects! {
    // GATT.
    Notifies = "notifies", "Values come as notifications, and nothing waits for a confirmation.",
        ["GATT-05", "GATT-12"], "fairness; S001";
    DoesNotWaitForConfirmations = "does-not-wait-for-confirmations", "The next value is sent before the one before it is confirmed.",
        ["GATT-12"], "fairness";
    WaitsForeverForConfirmations = "waits-forever-for-confirmations", "A confirmation that does not come blocks the link for ever.",
        ["ROBUST-04"], "fairness";
    SubscriptionsOutliveTheLink = "subscriptions-outlive-the-link", "A new connection finds the subscriptions of the last one.",
        ["GATT-07"], "1.1";
    OneSubscriptionOnly = "one-subscription-only", "A subscription ends those before it.",
        ["GATT-04", "GATT-15"], "single change";
    SubscriptionsRefused = "subscriptions-refused", "A CCCD cannot be written.",
        ["GATT-04"], "single change";
    InitializationHasACharacteristic = "initialization-has-a-characteristic", "The initialization service has a characteristic.",
        ["GATT-14"], "single change";
    LargeWritesRefused = "large-writes-refused", "A Write Request of more than 20 bytes is refused at any MTU.",
        ["GATT-10"], "t/5208";
    ValuesExceedTheMtu = "values-exceed-the-mtu", "A value has one byte more than the MTU allows.",
        ["GATT-08"], "single change";
    LongWritesRefused = "long-writes-refused", "Prepare and Execute Write are not known.",
        ["GATT-09"], "t/5208";
    CancelledWritesExecute = "cancelled-writes-execute", "Execute Write with flag 0 writes all the same.",
        ["GATT-11"], "single change";
    AsksForABond = "asks-for-a-bond", "A write needs an encrypted link.",
        ["GATT-13"], "1.1";
    AnswersOnEveryCharacteristic = "answers-on-every-characteristic", "An answer comes on every characteristic.",
        ["GATT-15", "ENC-05", "ENC-06"], "single change";
    NoPairingService = "no-pairing-service", "There is no pairing service.",
        ["GATT-01"], "1.5";
    NoKeyturnerGdio = "no-keyturner-gdio", "There is no keyturner GDIO.",
        ["GATT-02"], "single change";
    IndicateIsNotDeclared = "indicate-is-not-declared", "The characteristics declare Notify in place of Indicate.",
        ["GATT-03"], "S001";
    MtuExchangeRestartsTheMessage = "mtu-exchange-restarts-the-message", "An MTU exchange starts the message under way anew.",
        ["ROBUST-09", "FRAME-07"], "single change";
    UnconfirmedSlotsAreLost = "unconfirmed-slots-are-lost", "A connection that has ended with a value unconfirmed is never given back.",
        ["ROBUST-07", "ROBUST-04"], "single change";
    FirstMtuStays = "first-mtu-stays", "The MTU of the first connection after a start counts for all later ones.",
        ["GATT-08", "GATT-10"], "single change";
    SlotsAreLost = "slots-are-lost", "A connection that has ended is never given back.",
        ["ROBUST-07", "ADV-06"], "nuki_hub#557";
    PairsOverTheKeyturnerService = "pairs-over-the-keyturner-service", "Pairing works on the keyturner GDIO too, and answers elsewhere.",
        ["GATT-15"], "S001";
    // Advertising.
    AdvertisedIdIsLittleEndian = "advertised-id-is-little-endian", "The Nuki-ID is advertised little-endian.",
        ["ADV-01", "ADV-02"], "2.2";
    PairingIsNotAdvertised = "pairing-is-not-advertised", "Pairing mode is advertised as door mode.",
        ["ADV-02"], "RaspiNukiBridge#1";
    AdvertisedNameIsLowerCase = "advertised-name-is-lower-case", "The name in the scan response is in lower case.",
        ["ADV-04"], "single change";
    UninitialisedIsNotAdvertised = "uninitialised-is-not-advertised", "A lock that nobody has set up advertises as if it were in service.",
        ["ADV-03"], "single change";
    AnyoneClearsTheChangeBit = "anyone-clears-the-change-bit", "Any user's read clears the change bit.",
        ["ADV-05"], "t/1109";
    AdvertisingEndsWithAConnection = "advertising-ends-with-a-connection", "Once somebody was connected, nothing is advertised any more.",
        ["ADV-06"], "1.2";
    // Frames and CRC.
    LastFragmentIsPadded = "last-fragment-is-padded", "The last value of a message is filled up with zeros.",
        ["FRAME-07", "FRAME-01", "FRAME-02"], "2.4";
    EmptyValueAfterAFullOne = "empty-value-after-a-full-one", "A message that fills its last value is followed by an empty one.",
        ["FRAME-08"], "2.4";
    BytesBehindAreASecondMessage = "bytes-behind-are-a-second-message", "What stands behind a message is heard as another one.",
        ["FRAME-11"], "A-23";
    LengthCountsPdataOnly = "length-counts-pdata-only", "The length field leaves out the tag.",
        ["FRAME-03"], "2.1";
    InnerIdIsZero = "inner-id-is-zero", "The authorization id inside of an answer's box is 0.",
        ["FRAME-04"], "2.1";
    AnswersCarryIdZero = "answers-carry-id-zero", "The authorization id outside of an answer's box is 0.",
        ["FRAME-05", "FRAME-04"], "2.1";
    YearIsBigEndian = "year-is-big-endian", "The year in the States is big-endian.",
        ["FRAME-06", "CMD-15"], "t/3720";
    ConfigIdIsBigEndian = "config-id-is-big-endian", "The Nuki-ID in the configuration is big-endian.",
        ["FRAME-06", "ADV-01"], "2.2";
    HalfMessagesOutliveTheLink = "half-messages-outlive-the-link", "Half a message is kept for the next connection.",
        ["FRAME-10"], "8";
    SentCrcStartsAtZero = "sent-crc-starts-at-zero", "The CRC of what is sent starts at 0 (XMODEM).",
        ["CRC-01", "CRC-02"], "2.3";
    SentCrcIsBigEndian = "sent-crc-is-big-endian", "The CRC of what is sent is big-endian.",
        ["CRC-01", "CRC-02", "FRAME-06"], "t/3720";
    SentInnerCrcOmitsTheId = "sent-inner-crc-omits-the-id", "The CRC inside of an answer's box leaves out the authorization id.",
        ["CRC-02"], "2.1";
    PlainCrcUnchecked = "plain-crc-unchecked", "A plain message with a wrong CRC is obeyed.",
        ["CRC-03", "CRC-05"], "single change";
    CrcZeroMeansNone = "crc-zero-means-none", "A CRC of 0 is taken for no CRC.",
        ["CRC-05"], "pyNukiBT";
    InnerCrcUnchecked = "inner-crc-unchecked", "A wrong CRC in a good box is not noticed.",
        ["CRC-06", "CRC-07"], "A-01";
    InnerCrcLowByteIsEnough = "inner-crc-low-byte-is-enough", "Of the CRC in a box only the low byte is compared.",
        ["CRC-06"], "single change";
    InnerCrcMayOmitTheId = "inner-crc-may-omit-the-id", "A CRC that leaves out the authorization id is taken.",
        ["CRC-07"], "2.1";
    LengthsUnchecked = "lengths-unchecked", "A payload of a wrong length is cut or filled up.",
        ["PAIR-23", "ROBUST-03"], "A-18";
    // Cryptography.
    ClientNonceReused = "client-nonce-reused", "An answer's box has the nonce of the request.",
        ["ENC-03", "ENC-04"], "as19git67/simnuki";
    BoxNoncesRepeat = "box-nonces-repeat", "An answer's box has one of eight nonces.",
        ["ENC-03"], "NukiBleEsp32";
    LengthFieldUnchecked = "length-field-unchecked", "A message is opened whatever its length field says.",
        ["ENC-13"], "2.1";
    AnswersPutTheTagLast = "answers-put-the-tag-last", "In an answer's box the tag stands behind the ciphertext.",
        ["ENC-02"], "3";
    TagLastIsTaken = "tag-last-is-taken", "A box whose tag stands behind the ciphertext is taken.",
        ["ENC-02"], "3";
    TagIsComparedInPart = "tag-is-compared-in-part", "The last byte of a box's tag is not compared.",
        ["ENC-07"], "single change";
    TagIsSummed = "tag-is-summed", "A box's tag is compared by the sum of its bytes.",
        ["ENC-07"], "single change";
    AnyKeyOpensAnyId = "any-key-opens-any-id", "The key of any user opens a message with any authorization id.",
        ["ENC-09"], "single change";
    UnderivedKeyIsTaken = "underived-key-is-taken", "The outcome of the key agreement is taken as a key too.",
        ["ENC-14"], "t/16652";
    InnerIdUnchecked = "inner-id-unchecked", "The authorization id inside of the box is not compared.",
        ["ENC-10"], "A-05; nuki-cli";
    PlainCommandsOnUsdio = "plain-commands-on-usdio", "A plain pairing message on the USDIO is obeyed.",
        ["ENC-11"], "A-26";
    SealedCommandsWhilePairing = "sealed-commands-while-pairing", "An encrypted message on the pairing GDIO is obeyed.",
        ["ENC-12"], "A-26";
    PlainErrorsOnUsdio = "plain-errors-on-usdio", "Errors come plain on the USDIO.",
        ["ENC-05", "ERR-02", "ERR-03"], "as19git67/simnuki";
    KeyIsNotDerived = "key-is-not-derived", "The outcome of the key agreement is used as it is, without HSalsa20.",
        ["ENC-01", "ENC-14"], "t/16652";
    UnknownIdsAreTold = "unknown-ids-are-told", "An unknown authorization id gets another answer than a wrong key.",
        ["ERR-04", "ENC-08"], "A-02";
    // Pairing.
    PairsWithoutPairingMode = "pairs-without-pairing-mode", "The public key is sent at any time.",
        ["PAIR-01", "PAIR-22"], "S001";
    AuthenticatorUnchecked = "authenticator-unchecked", "Any authenticator proves the key.",
        ["PAIR-05", "PAIR-06"], "single change";
    PublicKeyIsShort = "public-key-is-short", "The lock's public key lacks its last byte.",
        ["PAIR-02", "FRAME-09"], "single change";
    FirstChallengeIsShort = "first-challenge-is-short", "The first challenge lacks its last byte.",
        ["PAIR-03", "FRAME-09"], "single change";
    AuthenticatorComparedInPart = "authenticator-compared-in-part", "Only the first byte of an authenticator is compared.",
        ["PAIR-05", "PAIR-08", "PAIR-11"], "single change";
    SecondChallengeIsTheFirst = "second-challenge-is-the-first", "The second challenge is the first one again.",
        ["PAIR-04", "PAIR-15"], "single change";
    ProofCanBeSkipped = "proof-can-be-skipped", "Authorization Data is taken without a proof of the key before it.",
        ["PAIR-14"], "A-13";
    DataAuthenticatorUnchecked = "data-authenticator-unchecked", "Authorization Data is taken with any authenticator.",
        ["PAIR-08", "PAIR-09"], "single change";
    FirstChallengeStillGood = "first-challenge-still-good", "Authorization Data may be proved with the first challenge.",
        ["PAIR-09"], "3";
    IdAuthenticatorOmitsClientNonce = "id-authenticator-omits-client-nonce", "The authenticator of Authorization-ID leaves out the client's nonce.",
        ["PAIR-07"], "3";
    PairingEndsAccepted = "pairing-ends-accepted", "Pairing ends with ACCEPTED.",
        ["PAIR-10"], "single change";
    ConfirmationUnchecked = "confirmation-unchecked", "Any confirmation ends the pairing well.",
        ["PAIR-11"], "fairness";
    SilentOnBadAuthenticator = "silent-on-bad-authenticator", "A wrong authenticator gets no answer.",
        ["PAIR-05", "PAIR-08", "PAIR-11"], "as19git67/simnuki";
    PairingOutlivesItsLink = "pairing-outlives-its-link", "A pairing goes on where another connection left it.",
        ["PAIR-13", "PAIR-14"], "A-13";
    UuidChanges = "uuid-changes", "The UUID is another one for each pairing.",
        ["PAIR-16"], "5.2";
    AppIdsAreCut = "app-ids-are-cut", "Apps are told apart by the lower half of their identifiers.",
        ["PAIR-21"], "single change";
    UserIdsRepeat = "user-ids-repeat", "Every user gets the same authorization id.",
        ["PAIR-17"], "single change";
    UserIdsRestart = "user-ids-restart", "After a power cut the authorization ids go on from the number of users.",
        ["PAIR-17"], "single change";
    NewUsersAreAsTheLatestUpdate = "new-users-are-as-the-latest-update", "A new user is enabled or not as the user was who was updated last.",
        ["PAIR-12", "AUTH-10"], "single change";
    IdTypeUnchecked = "id-type-unchecked", "Any ID type can be paired.",
        ["PAIR-18"], "fairness";
    MaxUserUnchecked = "max-user-unchecked", "There is always room for another user.",
        ["PAIR-19"], "single change";
    LowOrderKeysPair = "low-order-keys-pair", "A public key of low order leads to a user.",
        ["PAIR-20"], "A-16; fairness";
    PairingCannotBeDisabled = "pairing-cannot-be-disabled", "The button starts pairing mode although pairing is not enabled.",
        ["PAIR-22"], "A-46";
    ShortPressesPair = "short-presses-pair", "A press of one second starts pairing mode.",
        ["TIME-01"], "S001";
    PairingModeNeverEnds = "pairing-mode-never-ends", "Pairing mode does not end by itself.",
        ["TIME-02"], "A-12";
    NamesEndAtTheirZero = "names-end-at-their-zero", "Bytes behind the zero of a name are lost, also for the authenticator.",
        ["PAIR-07", "AUTH-11"], "fairness";
    NamesLoseTheirSymbols = "names-lose-their-symbols", "Characters of four bytes are lost from a name, also for the authenticator.",
        ["PAIR-07", "AUTH-11"], "fairness";
    // Authorizations.
    OwnEntryIsNotFirst = "own-entry-is-not-first", "The list of users begins with somebody else.",
        ["AUTH-01"], "single change";
    ListOffsetsIgnored = "list-offsets-ignored", "A list begins at its first entry whatever the offset.",
        ["AUTH-02"], "A-33";
    ListsEndOneTooEarly = "lists-end-one-too-early", "A list of users never has its last entry.",
        ["AUTH-02"], "A-33";
    ListCountsIgnored = "list-counts-ignored", "A list sends every entry whatever the count.",
        ["AUTH-02", "CMD-18"], "A-33";
    UserCountIsOneOff = "user-count-is-one-off", "Authorization Entry Count is one too many.",
        ["AUTH-03"], "single change";
    UserCountIsThePage = "user-count-is-the-page", "Authorization Entry Count counts the entries of the page asked for.",
        ["AUTH-03"], "single change";
    DisabledUsersAreNotCounted = "disabled-users-are-not-counted", "Authorization Entry Count leaves out disabled users.",
        ["AUTH-03"], "single change";
    DisabledUsersAreNotListed = "disabled-users-are-not-listed", "A list leaves out disabled users.",
        ["AUTH-02", "AUTH-03"], "single change";
    QueueHoldsEight = "queue-holds-eight", "A message is lost when eight others wait to be sent.",
        ["AUTH-02", "CMD-18"], "single change";
    LimitsAreAlwaysSent = "limits-are-always-sent", "The time limits are sent for unlimited users too.",
        ["AUTH-04", "FRAME-09"], "5.2";
    RemovedUsersAreServed = "removed-users-are-served", "A removed user is served on.",
        ["AUTH-05"], "nuki_hub#149";
    RemovingNobodySucceeds = "removing-nobody-succeeds", "Removing a user that is not there succeeds.",
        ["AUTH-06"], "single change";
    RemovalsTakeHalfTheId = "removals-take-half-the-id", "A removal compares the lower half of the id.",
        ["AUTH-05", "AUTH-06"], "single change";
    RemovalTakesTheNextToo = "removal-takes-the-next-too", "Removing a user removes the next one of the table as well.",
        ["AUTH-05", "AUTH-03"], "single change";
    DisabledUsersAreServed = "disabled-users-are-served", "A disabled user is served.",
        ["AUTH-07"], "fairness";
    DisabledUsersSet = "disabled-users-set", "A disabled user can change the configuration.",
        ["AUTH-07"], "single change";
    AccessIsCheckedAtTheChallenge = "access-is-checked-at-the-challenge", "Whether a user has access is asked for the challenge and not for the command.",
        ["AUTH-07", "AUTH-08"], "single change";
    TimeLimitsIgnored = "time-limits-ignored", "A user is served outside of its times.",
        ["AUTH-08"], "single change";
    WeekdaysReversed = "weekdays-reversed", "Bit 0 of a weekday mask is Monday.",
        ["AUTH-09", "AUTH-08"], "5.2";
    WeekdaysZeroMeansNone = "weekdays-zero-means-none", "An empty weekday mask allows no day.",
        ["AUTH-09"], "5.2";
    InvitedKeyIsIgnored = "invited-key-is-ignored", "An invited user gets another key than the one that was sent.",
        ["AUTH-10"], "single change";
    NamesAreCut = "names-are-cut", "A name is kept to its twentieth byte.",
        ["AUTH-11"], "A-32";
    UserUpdatesAreNotStored = "user-updates-are-not-stored", "Update Authorization Entry is acknowledged and not stored.",
        ["AUTH-04", "AUTH-07", "AUTH-08"], "fairness";
    InvitedUsersAreUnlimited = "invited-users-are-unlimited", "The time limits of an invitation are lost.",
        ["AUTH-08", "AUTH-10"], "fairness";
    InvitedTypesUnchecked = "invited-types-unchecked", "Any ID type can be invited.",
        ["AUTH-10"], "single change";
    RemoteAccessUnchecked = "remote-access-unchecked", "A bridge without remote access is served.",
        ["AUTH-07"], "A-37";
    // Challenges.
    NoncesUnchecked = "nonces-unchecked", "Any nonce is good.",
        ["NONCE-01", "NONCE-02", "NONCE-03", "NONCE-04", "NONCE-05"], "single change";
    ReplaysMoveTheBolt = "replays-move-the-bolt", "A nonce that was used is good again, on a new link too.",
        ["NONCE-02", "NONCE-05", "ROBUST-06"], "fairness; nuki_hub#278";
    SpentNoncesComeBack = "spent-nonces-come-back", "That the latest nonce was used is forgotten in a power cut, and the nonce is not.",
        ["NONCE-02", "NONCE-05"], "single change";
    LockActionsKeepTheirChallenge = "lock-actions-keep-their-challenge", "A challenge that has moved the bolt is not spent.",
        ["NONCE-02", "NONCE-05"], "single change";
    SpentChallengesAreBlanked = "spent-challenges-are-blanked", "A spent challenge is overwritten by zeros, which are good from then on.",
        ["NONCE-01", "NONCE-02"], "single change";
    RefusedNoncesAreKept = "refused-nonces-are-kept", "A nonce that is refused takes the place of the challenge.",
        ["NONCE-01"], "single change";
    OlderChallengesStayGood = "older-challenges-stay-good", "A challenge stays good when a newer one has been fetched.",
        ["NONCE-03"], "RaspiNukiBridge#24";
    ChallengesAreForEveryone = "challenges-are-for-everyone", "Any user may answer the challenge of another one.",
        ["NONCE-04"], "simnuki; fairness";
    PairingChallengesAreGood = "pairing-challenges-are-good", "A challenge of a pairing is good on the USDIO.",
        ["NONCE-09"], "3";
    ChallengesNeverChange = "challenges-never-change", "Every challenge is the same.",
        ["PAIR-15", "PAIR-04", "NONCE-02"], "single change";
    ChallengesCountUp = "challenges-count-up", "A challenge is a counter.",
        ["PAIR-15"], "NukiBleEsp32";
    ChallengesOutliveAReboot = "challenges-outlive-a-reboot", "A challenge from before a reboot is good after it.",
        ["NONCE-06"], "A-06";
    // PIN.
    PinUnchecked = "pin-unchecked", "Any PIN is right.",
        ["PIN-02", "PIN-03", "PIN-06"], "single change";
    VerifyRefusesTheRightPin = "verify-refuses-the-right-pin", "Verify Security PIN refuses the right PIN.",
        ["PIN-01"], "single change";
    LockActionsNeedThePin = "lock-actions-need-the-pin", "A lock action must carry the PIN.",
        ["PIN-07"], "5.0";
    HalfThePinIsEnough = "half-the-pin-is-enough", "Only the low byte of the PIN is compared.",
        ["PIN-02"], "single change";
    PinsHaveFourDigits = "pins-have-four-digits", "Only the last four decimal digits of the PIN are compared.",
        ["PIN-02"], "single change";
    SetConfigResetsThePin = "set-config-resets-the-pin", "Set Config sets the PIN to 0.",
        ["PIN-06"], "single change";
    NoPinLockout = "no-pin-lockout", "Wrong PINs are counted by nobody.",
        ["PIN-03"], "fairness";
    LockoutLetsTheRightPinThrough = "lockout-lets-the-right-pin-through", "During the lockout the right PIN is taken.",
        ["PIN-04"], "A-10";
    LockoutEndsWithTheLink = "lockout-ends-with-the-link", "A new connection ends the lockout.",
        ["PIN-05"], "A-09";
    OldPinStaysGood = "old-pin-stays-good", "The PIN before the last change is still right.",
        ["PIN-06"], "single change";
    NewPinIsNotStored = "new-pin-is-not-stored", "Set Security PIN is acknowledged and not stored.",
        ["PIN-06"], "fairness";
    ResetKeepsThePin = "reset-keeps-the-pin", "A factory reset does not forget the PIN.",
        ["PIN-06"], "attached-lock";
    SetConfigNeedsNoPin = "set-config-needs-no-pin", "Set Config is obeyed with any PIN.",
        ["PIN-02"], "fairness";
    SetConfigSetsThePin = "set-config-sets-the-pin", "Set Config is obeyed with any PIN, which is the PIN from then on.",
        ["PIN-02", "CMD-12"], "fairness";
    NewPinProvesItself = "new-pin-proves-itself", "Set Security PIN compares the PIN with the new one.",
        ["PIN-02"], "single change";
    LockoutResetsThePin = "lockout-resets-the-pin", "The lockout sets the PIN to 0.",
        ["PIN-02", "PIN-06"], "single change";
    // Commands.
    UndefinedStates = "undefined-states", "The States have a lock state that the document does not define.",
        ["CMD-02"], "single change";
    TriggerIsUndefined = "trigger-is-undefined", "The States have a trigger that the document does not define.",
        ["CMD-02"], "single change";
    StatesNeedAChallenge = "states-need-a-challenge", "The States are sent only while a challenge is open.",
        ["CMD-01"], "simnuki";
    NoAccepted = "no-accepted", "A lock action gets no ACCEPTED.",
        ["CMD-03"], "NukiBleEsp32";
    CompleteBeforeTheEnd = "complete-before-the-end", "COMPLETE comes before the bolt has moved.",
        ["CMD-03"], "simnuki";
    LastStatesComeLate = "last-states-come-late", "The States of the end come after COMPLETE.",
        ["CMD-03"], "NukiBleEsp32";
    LatchIsLetGoAtOnce = "latch-is-let-go-at-once", "The latch is held for a tenth of a second, whatever the configuration says.",
        ["CMD-14"], "single change";
    LockNGoNeverUnlatches = "lock-n-go-never-unlatches", "Lock 'n' go with unlatch is a plain lock 'n' go.",
        ["CMD-05"], "single change";
    AutoUnlatchTurnedRound = "auto-unlatch-turned-round", "An unlock pulls the latch where auto unlatch is off, and only there.",
        ["CMD-04", "CMD-12"], "single change";
    IntelligentTurnedRound = "intelligent-turned-round", "The intelligent action locks what is locked and opens what is open.",
        ["CMD-05", "CMD-12", "CMD-14"], "single change";
    TimerCountsAnyAction = "timer-counts-any-action", "The lock 'n' go timer is not 0 in other actions.",
        ["CMD-10"], "single change";
    LockNGoTimerGoesOn = "lock-n-go-timer-goes-on", "An action while lock 'n' go waits does not end its timer.",
        ["CMD-05", "CMD-10"], "single change";
    LatchIsNotPulled = "latch-is-not-pulled", "An unlatch only unlocks.",
        ["CMD-05"], "single change";
    NoStatesOnTheWay = "no-states-on-the-way", "Unlocking and locking are not shown.",
        ["CMD-04"], "single change";
    LockAndUnlockSwapped = "lock-and-unlock-swapped", "Unlock locks, and lock unlocks.",
        ["CMD-04", "CMD-05"], "single change";
    UnknownActionsUnlock = "unknown-actions-unlock", "An action that does not exist unlocks.",
        ["CMD-06"], "single change";
    BusyIsNotChecked = "busy-is-not-checked", "A second action interrupts the one under way.",
        ["CMD-07"], "fairness";
    RelocksAreNotBusy = "relocks-are-not-busy", "The locking at the end of a lock 'n' go can be interrupted.",
        ["CMD-07"], "single change";
    AutoUnlockAnyTime = "auto-unlock-any-time", "An auto unlock is never too recent.",
        ["CMD-08"], "A-30";
    LastActionIsNotKept = "last-action-is-not-kept", "The States do not tell of the last action.",
        ["CMD-09"], "simnuki";
    LockNGoTimerStaysZero = "lock-n-go-timer-stays-zero", "The timer of a lock 'n' go is always 0.",
        ["CMD-10"], "single change";
    LockNGoStaysOpen = "lock-n-go-stays-open", "A lock 'n' go does not lock.",
        ["CMD-05"], "single change";
    JamsGoUnnoticed = "jams-go-unnoticed", "A blocked motor counts as success.",
        ["CMD-03", "CMD-09"], "A-40";
    JamsStayOnTheWay = "jams-stay-on-the-way", "A blocked motor is reported, and the States go on saying that it turns.",
        ["CMD-09"], "single change";
    UpdateCountStops = "update-count-stops", "The config update count stops at 255.",
        ["CMD-11"], "single change";
    UpdateCountStandsStill = "update-count-stands-still", "The config update count does not count.",
        ["CMD-11"], "single change";
    ConfigIsNotStored = "config-is-not-stored", "Set Config is acknowledged and not stored.",
        ["CMD-12"], "fairness";
    LongitudeIsLatitude = "longitude-is-latitude", "The latitude is stored as longitude too.",
        ["CMD-12"], "single change";
    TimezoneIsUnsigned = "timezone-is-unsigned", "A negative time zone offset loses its sign.",
        ["CMD-12"], "5.2";
    ConfigRangesUnchecked = "config-ranges-unchecked", "Set Config takes any value.",
        ["CMD-13"], "fairness";
    AdvancedConfigIsNotStored = "advanced-config-is-not-stored", "Set Advanced Config is acknowledged and not stored.",
        ["CMD-14"], "fairness";
    AdvancedConfigRangesUnchecked = "advanced-config-ranges-unchecked", "Set Advanced Config takes any value.",
        ["CMD-14"], "fairness";
    CalibrationResetsTheSettings = "calibration-resets-the-settings", "A calibration sets the advanced configuration back.",
        ["CMD-14", "CMD-22"], "single change";
    ConfigResetsTheAdvanced = "config-resets-the-advanced", "Set Config sets the advanced configuration back.",
        ["CMD-14"], "single change";
    NoLeapDayIn2000 = "no-leap-day-in-2000", "A year of a full century is no leap year, 2000 neither.",
        ["CMD-15"], "single change";
    UpdateTimeIsNotStored = "update-time-is-not-stored", "Update Time is acknowledged and not stored.",
        ["CMD-15"], "fairness";
    ClockStandsStill = "clock-stands-still", "The clock does not run.",
        ["CMD-15", "TIME-07"], "single change";
    ClockRunsFast = "clock-runs-fast", "The clock gains three seconds a minute.",
        ["TIME-07", "CMD-15"], "hass_nuki_bt#88";
    ImpossibleDatesAreTaken = "impossible-dates-are-taken", "Update Time takes dates that do not exist.",
        ["CMD-16"], "fairness";
    TimeControlIsNotRemoved = "time-control-is-not-removed", "Remove Time Control Entry is acknowledged and does nothing.",
        ["CMD-17"], "single change";
    TimeControlIsNotUpdated = "time-control-is-not-updated", "Update Time Control Entry is acknowledged and does nothing.",
        ["CMD-17"], "single change";
    TimeControlNeverFires = "time-control-never-fires", "Time control entries do nothing.",
        ["CMD-17"], "single change";
    DisabledEntriesFire = "disabled-entries-fire", "A time control entry that is switched off fires.",
        ["CMD-17"], "single change";
    EntriesIgnoreTheirWeekdays = "entries-ignore-their-weekdays", "Time control entries fire every day.",
        ["CMD-17"], "single change";
    DisabledEntriesAreNotCounted = "disabled-entries-are-not-counted", "Time Control Entry Count leaves out entries that are switched off.",
        ["CMD-17"], "single change";
    EntriesFireOnce = "entries-fire-once", "A time control entry fires once and is switched off then.",
        ["CMD-17"], "single change";
    ScheduleIsLost = "schedule-is-lost", "After a power cut no time control entry fires until one is changed.",
        ["CMD-17"], "single change";
    EightEntriesAreListed = "eight-entries-are-listed", "Time control entries beyond the eighth are not listed.",
        ["CMD-17"], "single change";
    LogCountIsNotSent = "log-count-is-not-sent", "Log Entry Count is not sent.",
        ["CMD-18"], "single change";
    LogOrderIgnored = "log-order-ignored", "The log comes in ascending order always.",
        ["CMD-18"], "single change";
    LogStartIgnored = "log-start-ignored", "The log begins at its end whatever the start index.",
        ["CMD-18"], "A-34";
    LogStartIsCut = "log-start-is-cut", "Only the low half of a start index is read.",
        ["CMD-18"], "single change";
    LogCountIsAByte = "log-count-is-a-byte", "Only the low byte of the number of log entries asked for is read.",
        ["CMD-18"], "single change";
    LogCountIsThePage = "log-count-is-the-page", "Log Entry Count counts only what is sent.",
        ["CMD-18"], "single change";
    LogStampsTheReading = "log-stamps-the-reading", "Log entries have the time of their reading.",
        ["CMD-18"], "single change";
    LogIndicesRestart = "log-indices-restart", "After a power cut the log's indices begin anew, beside the older entries.",
        ["CMD-18"], "single change";
    ResetKeepsTheLog = "reset-keeps-the-log", "A factory reset does not forget the log.",
        ["CMD-18"], "attached-lock";
    LogDataIsShort = "log-data-is-short", "The log entry of a lock action lacks its completion.",
        ["CMD-19"], "5.2";
    LogCannotBeStopped = "log-cannot-be-stopped", "Logging goes on although it was switched off.",
        ["CMD-20"], "single change";
    LoggingComesBack = "logging-comes-back", "Logging is on after a power cut, whether or not it was before.",
        ["CMD-20"], "single change";
    StatesShrinkInMotion = "states-shrink-in-motion", "States have 13 bytes while the motor turns.",
        ["FRAME-09"], "single change";
    BatteryReportIsShort = "battery-report-is-short", "The Battery Report lacks its last byte.",
        ["CMD-21", "FRAME-09"], "single change";
    CalibrationNeverEnds = "calibration-never-ends", "A calibration does not end.",
        ["CMD-22"], "t/1224";
    RebootForgetsUsers = "reboot-forgets-users", "A reboot forgets the users.",
        ["CMD-23", "PAIR-12"], "nuki_hub#331";
    ConfigsAreData = "configs-are-data", "Request Data hands out both configurations, without a challenge.",
        ["CMD-26"], "single change";
    SilentOnForeignRequests = "silent-on-foreign-requests", "Request Data for something that is no data gets no answer.",
        ["CMD-26"], "A-20";
    // Error reports.
    ErrorReportsAreShort = "error-reports-are-short", "An Error Report has no command identifier.",
        ["ERR-01"], "single change";
    ErrorsNameNoCommand = "errors-name-no-command", "Every Error Report names command 0x0000.",
        ["ERR-02", "PAIR-05", "CMD-25"], "A-03";
    ErrorsComeTwice = "errors-come-twice", "Every Error Report comes twice.",
        ["ERR-06"], "hass_nuki_bt#66";
    DeafAfterAnError = "deaf-after-an-error", "After an error the lock hears nothing more.",
        ["ERR-05", "ROBUST-01", "ROBUST-02"], "6.2";
    // Time and robustness.
    AnswersTakeTwelveSeconds = "answers-take-twelve-seconds", "An answer takes twelve seconds.",
        ["TIME-03", "TIME-04"], "7";
    AcceptedTakesFiveSeconds = "accepted-takes-five-seconds", "ACCEPTED comes after five seconds.",
        ["TIME-04"], "7";
    MotorTakesForever = "motor-takes-forever", "The bolt takes forty seconds.",
        ["TIME-05"], "7";
    DropsIdleLinksAtOnce = "drops-idle-links-at-once", "A link that is idle for three seconds ends.",
        ["TIME-06"], "7";
    DiesOnTinyWrites = "dies-on-tiny-writes", "A write of less than four bytes is the last one it hears.",
        ["ROBUST-01", "ROBUST-02", "ERR-05"], "fairness";
    ActionsEndWithTheLink = "actions-end-with-the-link", "A lock action stops on its way when its link ends.",
        ["ROBUST-05"], "single change";
    AnswersTheLatestLink = "answers-the-latest-link", "Answers go to whoever connected last.",
        ["ROBUST-08", "FRAME-05"], "hass_nuki_bt";
}
