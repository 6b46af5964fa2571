package dev.plumbline.azure.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every function of the template language. The results are those of the examples in Microsoft's
 * template function reference where it has one.
 */
class FunctionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          array(1)                                               | [1]
          array('efgh')                                          | ["efgh"]
          array(createObject('a', 'b', 'c', 'd'))                | [{"a":"b","c":"d"}]
          array(createArray('a'))                                | ["a"]
          concat(createArray('1-1', '1-2'), createArray('2-1'))  | ["1-1","1-2","2-1"]
          concat('prefix', '-', 'x', 7)                          | "prefix-x7"
          contains('OneTwoThree', 'e')                           | true
          contains('OneTwoThree', 'z')                           | false
          contains(createObject('one', 'a'), 'ONE')              | true
          contains(createObject('one', 'a'), 'a')                | false
          contains(createArray('one', 'two'), 'two')             | true
          contains(createArray('one', 'two'), 'Two')             | false
          createArray('a', 1, true())                            | ["a",1,true]
          createArray()                                          | []
          empty(createArray())                                   | true
          empty(createObject())                                  | true
          empty('')                                              | true
          empty(null())                                          | true
          empty('a')                                             | false
          first(createArray('one', 'two', 'three'))              | "one"
          first('One Two Three')                                 | "O"
          first('')                                              | ""
          first(createArray())                                   | null
          last(createArray('one', 'two', 'three'))               | "three"
          last('One Two Three')                                  | "e"
          flatten(createArray(createArray('one', 'two'), createArray('three'), createArray())) | ["one","two","three"]
          indexOf(createArray('one', 2, 'one'), 'one')           | 0
          lastIndexOf(createArray('one', 2, 'one'), 'one')       | 2
          indexOf(createArray('one'), 'two')                     | -1
          indexOf('test', 't')                                   | 0
          lastIndexOf('test', 't')                               | 3
          indexOf('abcdef', 'CD')                                | 2
          lastIndexOf('abcdef', 'AB')                            | 0
          indexOf('abcdef', 'z')                                 | -1
          indexFromEnd(createArray('a', 'b', 'c'), 1)            | "c"
          tryIndexFromEnd(createArray('a', 'b', 'c'), 3)         | "a"
          tryIndexFromEnd(createArray('a'), 2)                   | null
          intersection(createArray('one', 'two', 'three'), createArray('two', 'three')) | ["two","three"]
          intersection(json('{"one":"a","two":"b","three":"c"}'), json('{"one":"a","two":"z","three":"c"}')) | {"one":"a","three":"c"}
          length(createArray('one', 'two', 'three'))             | 3
          length('One Two Three')                                | 13
          length(createObject('a', 1, 'b', 2, 'c', 3, 'd', 4))   | 4
          max(createArray(0, 3, 2, 5, 4))                        | 5
          max(0, 3, 2, 5, 4)                                     | 5
          min(createArray(0, 3, 2, 5, 4))                        | 0
          min(0, 3, 2, 5, 4)                                     | 0
          range(5, 3)                                            | [5,6,7]
          range(-1, 2)                                           | [-1,0]
          range(0, 0)                                            | []
          skip(createArray('one', 'two', 'three'), 2)            | ["three"]
          skip('one two three', 4)                               | "two three"
          skip('one', 7)                                         | ""
          skip('one', -1)                                        | "one"
          take(createArray('one', 'two', 'three'), 2)            | ["one","two"]
          take('one two three', 2)                               | "on"
          take('one', 9)                                         | "one"
          take('one', -1)                                        | ""
          union(createArray('one', 'two', 'three'), createArray('three', 'four')) | ["one","two","three","four"]
          union(json('{"one":"a","two":"b","three":"c1"}'), json('{"three":"c2","four":"d"}')) | {"one":"a","two":"b","three":"c2","four":"d"}
          union(json('{"p":{"one":"a","two":[1]}}'), json('{"p":{"two":[2],"three":"c"}}')) | {"p":{"one":"a","two":[2],"three":"c"}}
          shallowMerge(createArray(json('{"p":{"one":"a"},"x":1}'), json('{"p":{"two":"b"}}'))) | {"p":{"two":"b"},"x":1}
          items(json('{"item002":{"a":1},"item001":2}'))         | [{"key":"item001","value":2},{"key":"item002","value":{"a":1}}]
          objectKeys(json('{"one":1,"two":2}'))                  | ["one","two"]
          tryGet(json('{"a":{"b":7}}'), 'a', 'b')                | 7
          tryGet(json('{"a":{"b":7}}'), 'a', 'c')                | null
          tryGet(json('{"a":{"b":7}}'), 'x', 'c')                | null
          tryGet(createArray(1, 2), 1)                           | 2
          createObject('intProp', 1, 'stringProp', 'abc', 'boolProp', true(), 'arrayProp', createArray('a'), 'objectProp', createObject('key1', 'value1')) | {"intProp":1,"stringProp":"abc","boolProp":true,"arrayProp":["a"],"objectProp":{"key1":"value1"}}
          createObject()                                         | {}
          json('{"a":"b"}').a                                    | "b"
          json('true')                                           | true
          json('"hello"')                                        | "hello"
          json('null')                                           | null
          json('[1, "two"]')[1]                                  | "two"
          null()                                                 | null
          """)
  void arrays_and_objects(String expression, String expected) {
    assertThat(Expressions.value(expression)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          coalesce(null(), null(), 'a', 'b')          | "a"
          coalesce(null(), null())                    | null
          equals(1, 1)                                | true
          equals('a', 'a')                            | true
          equals('a', 'A')                            | false
          equals(1, '1')                              | false
          equals(null(), null())                      | true
          equals(createArray('a', 1), createArray('a', 1)) | true
          equals(createObject('a', 1, 'b', 2), createObject('b', 2, 'a', 1)) | true
          less(1, 2)                                  | true
          less('a', 'B')                              | false
          less('A', 'a')                              | true
          lessOrEquals(2, 2)                          | true
          greater(3, 2)                               | true
          greaterOrEquals('A', 'a')                   | false
          and(true(), true(), false())                | false
          and(bool('true'), bool(1), bool('1'))       | true
          or(false(), false(), true())                | true
          not(equals(1, 2))                           | true
          xor(true(), false())                        | true
          bool('FALSE')                               | false
          bool(0)                                     | false
          if(equals('a', 'a'), 'yes', 'no')           | "yes"
          if(false(), createArray()[5], 'lazy')       | "lazy"
          if(true(), 'lazy', reference('x').y[9])     | "lazy"
          or(true(), createArray()[5])                | true
          and(false(), createArray()[5])              | false
          coalesce('a', createArray()[5])             | "a"
          add(5, 3)                                   | 8
          sub(7, 3)                                   | 4
          mul(5, 3)                                   | 15
          div(8, 3)                                   | 2
          div(-8, 3)                                  | -2
          mod(7, 3)                                   | 1
          int('4')                                    | 4
          int('-12')                                  | -12
          float('3.5')                                | 3.5
          float(3)                                    | 3
          """)
  void comparison_logic_and_numbers(String expression, String expected) {
    assertThat(Expressions.value(expression)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          base64('one, two, three')                   | "b25lLCB0d28sIHRocmVl"
          base64ToString('b25lLCB0d28sIHRocmVl')      | "one, two, three"
          base64ToJson(base64('{"one":"a"}'))         | {"one":"a"}
          dataUri('Hello')                            | "data:text/plain;charset=utf8;base64,SGVsbG8="
          dataUriToString('data:;base64,SGVsbG8sIFdvcmxkIQ==') | "Hello, World!"
          endsWith('abcdef', 'ef')                    | true
          endsWith('abcdef', 'F')                     | true
          endsWith('abcdef', 'e')                     | false
          startsWith('abcdef', 'ab')                  | true
          startsWith('abcdef', 'A')                   | true
          startsWith('abcdef', 'e')                   | false
          startsWith('a', 'abc')                      | false
          format('{0}, {1}. Formatted number: {2:N0}', 'Hello', 'User', 8175133) | "Hello, User. Formatted number: 8,175,133"
          format('{0:D3}/{0:X}/{0:x4}/{1,6}/{1,-6}/', 26, 'ab') | "026/1A/001a/    ab/ab    /"
          format('{0:000}-{1:0.00}', 7, 1)            | "007-1.00"
          format('{{{0}}}', true())                   | "{True}"
          format('{1}{0}{1}', 'a', 'b')               | "bab"
          format('it''s')                             | "it's"
          guid('a', 'b')                              | "2d796349-8c7e-55ec-9624-54ece82ed031"
          join(createArray('one', 'two', 3), ', ')    | "one, two, 3"
          padLeft('123', 10, '0')                     | "0000000123"
          padLeft(7, 2)                               | " 7"
          padLeft('123', 2, '0')                      | "123"
          replace('123-123-1234', '-', '')            | "1231231234"
          replace('123-123-1234', '1234', 'xxxx')     | "123-123-xxxx"
          split('one,two,three', ',')                 | ["one","two","three"]
          split('one;two,three', createArray(',', ';')) | ["one","two","three"]
          last(split('/a/b.c', '/'))                  | "b.c"
          split('', ',')                              | [""]
          string(createObject('valueA', 10, 'valueB', 'Example Text')) | "{\\"valueA\\":10,\\"valueB\\":\\"Example Text\\"}"
          string(createArray('a', 'b'))               | "[\\"a\\",\\"b\\"]"
          string(5)                                   | "5"
          string(false())                             | "False"
          substring('one two three', 4, 3)            | "two"
          substring('one two', 4)                     | "two"
          substring('one', 3)                         | ""
          toLower('One Two Three')                    | "one two three"
          toUpper('One Two Three')                    | "ONE TWO THREE"
          trim('    one two three   ')                | "one two three"
          uniqueString('hello', 'world')              | "a7wkljktk6wne"
          uniqueString('tyeth')                       | "zcztcwvu6iyg6"
          length(uniqueString('a'))                   | 13
          uri('http://contoso.org/firstpath', 'myscript.sh') | "http://contoso.org/myscript.sh"
          uri('http://contoso.org/firstpath/', 'myscript.sh') | "http://contoso.org/firstpath/myscript.sh"
          uri('http://contoso.org/firstpath/azuredeploy.json', 'myscript.sh') | "http://contoso.org/firstpath/myscript.sh"
          uri('http://contoso.org/firstpath/azuredeploy.json/', 'myscript.sh') | "http://contoso.org/firstpath/azuredeploy.json/myscript.sh"
          uri('http://contoso.org', 'a.json')         | "http://contoso.org/a.json"
          uri('http://contoso.org/a/b.json', '../c.json?x=1') | "http://contoso.org/c.json?x=1"
          uriComponent('http://contoso.com/resources/nested/azuredeploy.json') | "http%3A%2F%2Fcontoso.com%2Fresources%2Fnested%2Fazuredeploy.json"
          uriComponent('a b+c*~')                     | "a%20b%2Bc%2A~"
          uriComponentToString('http%3A%2F%2Fcontoso.com%2Fa+b') | "http://contoso.com/a+b"
          dateTimeFromEpoch(1683040573)               | "2023-05-02T15:16:13Z"
          dateTimeToEpoch('2023-05-02T15:16:13Z')     | 1683040573
          dateTimeToEpoch(dateTimeAdd('20230502T151613Z', 'P1Y')) | 1714662973
          dateTimeAdd('2020-04-07 14:53:14Z', 'P3Y')  | "4/7/2023 2:53:14 PM"
          dateTimeAdd('2020-04-07 14:53:14Z', '-P9D') | "3/29/2020 2:53:14 PM"
          dateTimeAdd('2020-04-07 14:53:14Z', 'PT1H') | "4/7/2020 3:53:14 PM"
          dateTimeAdd('2020-04-07 14:53:14Z', 'P1DT1H', 'yyyy-MM-ddTHH:mm:ssZ') | "2020-04-08T15:53:14Z"
          utcNow()                                    | "20250101T000000Z"
          utcNow('d')                                 | "01/01/2025"
          utcNow('M d')                               | "1 1"
          utcNow('u')                                 | "2025-01-01 00:00:00Z"
          """)
  void texts_and_dates(String expression, String expected) {
    assertThat(Expressions.value(expression)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          parseCidr('10.144.0.0/20')              | {"network":"10.144.0.0","netmask":"255.255.240.0","broadcast":"10.144.15.255","firstUsable":"10.144.0.1","lastUsable":"10.144.15.254","cidr":20}
          parseCidr('fdad:3236:5555::/48')        | {"network":"fdad:3236:5555::","netmask":"ffff:ffff:ffff::","firstUsable":"fdad:3236:5555::","lastUsable":"fdad:3236:5555:ffff:ffff:ffff:ffff:ffff","cidr":48}
          cidrSubnet('10.144.0.0/20', 24, 0)      | "10.144.0.0/24"
          cidrSubnet('10.144.0.0/20', 24, 4)      | "10.144.4.0/24"
          cidrSubnet('fdad:3236:5555::/48', 52, 4)| "fdad:3236:5555:4000::/52"
          cidrHost('10.144.3.0/24', 0)            | "10.144.3.1"
          cidrHost('10.144.3.0/24', 4)            | "10.144.3.5"
          cidrHost('10.144.3.0/24', 253)          | "10.144.3.254"
          cidrHost('fdad:3236:5555:3000::/52', 4) | "fdad:3236:5555:3000::5"
          filter(range(0, 10), lambda('i', greater(lambdaVariables('i'), 5))) | [6,7,8,9]
          filter(createArray('a', 'b', 'c'), lambda('x', 'i', less(lambdaVariables('i'), 2))) | ["a","b"]
          map(createArray('Evie', 'Kira'), lambda('dog', format('Hello {0}!', lambdaVariables('dog')))) | ["Hello Evie!","Hello Kira!"]
          map(createArray('a', 'b'), lambda('x', 'i', concat(lambdaVariables('x'), lambdaVariables('i')))) | ["a0","b1"]
          map(range(0, 2), lambda('x', map(range(0, 2), lambda('y', add(mul(lambdaVariables('x'), 10), lambdaVariables('Y')))))) | [[0,1],[10,11]]
          mapValues(createObject('a', 1, 'b', 2), lambda('v', mul(lambdaVariables('v'), 2))) | {"a":2,"b":4}
          reduce(createArray(5, 3, 2, 8), 0, lambda('cur', 'next', add(lambdaVariables('cur'), lambdaVariables('next')))) | 18
          reduce(createArray(createObject('foo', 123), createObject('bar', 456)), createObject(), lambda('cur', 'next', union(lambdaVariables('cur'), lambdaVariables('next')))) | {"foo":123,"bar":456}
          sort(createArray(8, 3, 10, -13, 5), lambda('x', 'y', less(lambdaVariables('x'), lambdaVariables('y')))) | [-13,3,5,8,10]
          groupBy(createArray('foo', 'bar', 'baz'), lambda('x', substring(lambdaVariables('x'), 0, 1))) | {"f":["foo"],"b":["bar","baz"]}
          toObject(createArray(json('{"name":"Evie","age":5}')), lambda('e', lambdaVariables('e').name)) | {"Evie":{"name":"Evie","age":5}}
          toObject(createArray(json('{"name":"Evie","age":5}')), lambda('e', lambdaVariables('e').name), lambda('e', lambdaVariables('e').age)) | {"Evie":5}
          """)
  void prefixes_and_lambdas(String expression, String expected) {
    assertThat(Expressions.value(expression)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          resourceId('Microsoft.Network/virtualNetworks', 'v')               | SUB/resourceGroups/resource-group/providers/Microsoft.Network/virtualNetworks/v
          resourceId('Microsoft.Network/virtualNetworks/', 'v')              | SUB/resourceGroups/resource-group/providers/Microsoft.Network/virtualNetworks/v
          resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')  | SUB/resourceGroups/resource-group/providers/Microsoft.Network/virtualNetworks/v/subnets/s
          resourceId('other', 'Microsoft.Network/virtualNetworks', 'v')      | SUB/resourceGroups/other/providers/Microsoft.Network/virtualNetworks/v
          resourceId('11111111-2222-3333-4444-555555555555', 'other', 'Microsoft.Network/virtualNetworks/subnets', 'v', 's') | /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/other/providers/Microsoft.Network/virtualNetworks/v/subnets/s
          subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'r') | SUB/providers/Microsoft.Authorization/roleDefinitions/r
          subscriptionResourceId('11111111-2222-3333-4444-555555555555', 'Microsoft.Authorization/roleDefinitions', 'r') | /subscriptions/11111111-2222-3333-4444-555555555555/providers/Microsoft.Authorization/roleDefinitions/r
          tenantResourceId('Microsoft.Authorization/roleDefinitions', 'r')   | /providers/Microsoft.Authorization/roleDefinitions/r
          managementGroupResourceId('mg', 'Microsoft.Authorization/policyDefinitions', 'p') | /providers/Microsoft.Management/managementGroups/mg/providers/Microsoft.Authorization/policyDefinitions/p
          extensionResourceId('/subscriptions/s/resourceGroups/g', 'Microsoft.Authorization/locks', 'l') | /subscriptions/s/resourceGroups/g/providers/Microsoft.Authorization/locks/l
          resourceGroup().id                                                 | SUB/resourceGroups/resource-group
          resourceGroup().location                                           | westeurope
          RESOURCEGROUP().Name                                               | resource-group
          subscription().id                                                  | SUB
          environment().suffixes.storage                                     | core.windows.net
          environment().suffixes.keyvaultDns                                 | .vault.azure.net
          environment()['resourceManager']                                   | https://management.azure.com/
          tenant().tenantId                                                  | 00000000-0000-0000-0000-000000000000
          deployment().name                                                  | net
          pickZones('Microsoft.Network', 'publicIPAddresses', 'westeurope')[0] | 1
          join(pickZones('Microsoft.Compute', 'virtualMachines', 'westeurope', 2, 1), '+') | 2+3
          """)
  void resources_and_scopes(String expression, String expected) {
    assertThat(Expressions.value(expression))
        .isEqualTo(
            "\""
                + expected.replace("SUB", "/subscriptions/00000000-0000-0000-0000-000000000000")
                + "\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          length(5)                     | length(): argument 1 has to be an array, an object or a text, found the number 5
          add('1', 2)                   | add(): argument 1 has to be an integer, found the text "1"
          div(1, 0)                     | division by zero
          createArray(1)[1]             | there is no element 1; the array has the elements 0 to 0
          createArray()[0]              | there is no element 0; the array has none
          createObject('abc', 1).abd    | there is no property "abd"; allowed: abc; did you mean "abc"?
          concat('a').b                 | the property "b" is asked of the text "a", which is no object
          substring('abc', 2, 2)        | is not within the text "abc" of 3
          int('x')                      | int(): argument 1 has to be an integer, or a text of digits, found the text "x"
          json('{')                     | json(): the text is no JSON
          createObject('a')             | keys and values come in pairs
          format('{1}', 'a')            | the item {1} has no argument; there are 1
          resourceId('a', 'b')          | no resource type is found
          resourceId('a/b/c', 'd')      | the type a/b/c needs 2 names
          fail('on purpose')            | the template fails on purpose: on purpose
          cidrSubnet('10.0.0.0/24', 20, 0) | the new length has to be 24 to 32, found 20
          cidrSubnet('10.0.0.0/24', 25, 2) | has 2 prefixes of length 25, found index 2
          cidrHost('10.0.0.0/24', 254)  | has no host of index 254
          parseCidr('10.0.0.0')         | argument 1 has to be an address prefix, as in 10.144.0.0/20
          copyIndex()                   | copyIndex() stands outside of a copy loop
          if('true', 1, 2)              | if(): argument 1 has to be true or false, found the text "true"
          dateTimeAdd('2020-01-01', 'x')| a duration of ISO 8601
          filter(range(0, 2), 5)        | argument 2 has to be a lambda
          lambdaVariables('x')          | there is no variable "x" of a lambda around it
          """)
  void what_cannot_be_evaluated_is_said(String expression, String message) {
    assertThatThrownBy(() -> Expressions.value(expression)).hasMessageContaining(message);
  }
}
